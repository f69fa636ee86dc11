// What docs/gallery.md shows: views in the order of the page, each with the screenshots of the end-to-end tests.
export const themes = ["dark", "light", "high-contrast", "high-contrast-light"];

const inThemes = (name) => themes.map((theme) => `${name}-${theme}`);

/** Title, a sentence, and the names of screenshots in test-results/ without their ending. */
export const views = [
  {
    title: "In the editor",
    text: "Output shape, parameters and MACs at the end of each layer's line; the hover derives them.",
    pictures: inThemes("editor-json-hover"),
  },
  {
    title: "A function that is called twice",
    text: "The hint gives the range, the hover each call with its numbers.",
    pictures: inThemes("editor-two-calls"),
  },
  {
    title: "Model outline",
    text: "All layers of the file in the Explorer; one or a range of them can be run.",
    pictures: inThemes("outline"),
  },
  {
    title: "Maps",
    text: "Feature maps of a run on a picture, with their ranges, a histogram, dead channels, and the chosen map enlarged.",
    pictures: inThemes("views-maps"),
  },
  {
    title: "Pixel",
    text: "One value down to its window, kernel, products and running sum.",
    pictures: inThemes("panel-pixel"),
  },
  {
    title: "Kernels",
    text: "Weights as pictures, to change by hand or by name, with singular values and what rank 1 leaves.",
    pictures: inThemes("views-kernels"),
  },
  {
    title: "Geometry",
    text: "Where an output reads: its window to scale, its receptive field on the picture, overlap, coverage and channels.",
    pictures: inThemes("views-geometry"),
  },
  {
    title: "Compare",
    text: "The layer and the other six kinds of convolution in its place: cost, time, maps and differences.",
    pictures: inThemes("views-compare"),
  },
  {
    title: "Model",
    text: "The graph of the model with costs and, after a run, thumbnails of the maps.",
    pictures: inThemes("panel-model-graph"),
  },
  {
    title: "What goes in",
    text: "Pictures made for looking at layers, noise, and pictures of one's own.",
    pictures: inThemes("views-picture-dialog"),
  },
  {
    title: "Tables",
    text: "Every picture has its table, one key away.",
    pictures: inThemes("views-maps-tables"),
  },
  {
    title: "Back in the editor",
    text: "After a run the hover shows the strongest maps; a setting puts small ones beside the line.",
    pictures: [
      "editor-maps-hover-dark",
      "editor-maps-light",
      "editor-maps-high-contrast",
      "editor-maps-high-contrast-light",
    ],
  },
];

/** Small pictures of layers' outputs, and their times. */
export interface LayerThumb {
  readonly width: number;
  readonly height: number;
  readonly rgba: ArrayBuffer;
}

// A page script: the model is made in a handler, by the global tf.
// run: handlers.click()
let model = null;
const handlers = {};
function listen(name, handler) {
  handlers[name] = handler;
}
listen("click", async () => {
  model = await createModel();
  model.summary();
});
async function createModel({ units = 16 } = {}) {
  const made = tf.sequential();
  made.add(tf.layers.dense({ units, inputShape: 4, activation: "relu" })); // @ dense_Dense1
  if (units > 8) made.add(tf.layers.dropout({ rate: 1 / 2 })); // @ dropout_Dropout1
  made.add(tf.layers.dense({ units: units / 4 })); // @ dense_Dense2
  return made;
}

// Functions of TensorFlow.js imported by name, one under another name.
import { input as placeholder, layers, model, sequential as stack } from "@tensorflow/tfjs-layers";

const { dense, dropout } = layers;
const head = stack({ layers: [dense({ units: 4, inputDim: 12 }), dropout({ rate: 0.1 })] }); // @ dense_Dense1, dropout_Dropout1
const x = placeholder({ batchShape: [null, 12] }); // @ input1
const y = head.apply(x); // @ sequential_1
const whole = model({ inputs: x, outputs: y as never });

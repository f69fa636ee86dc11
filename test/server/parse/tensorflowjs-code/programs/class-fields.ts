// A class that keeps its options in fields and builds its model in a method.
// run: new Detector().build()
import * as tf from "@tensorflow/tfjs";

class Base {
  protected readonly size: number = 24;
  constructor(protected channels = 3) {}
  get shape(): [number, number, number] {
    return [this.size, this.size, this.channels];
  }
}

export class Detector extends Base {
  private model?: tf.Sequential;
  private readonly filters = [8, 16];
  static readonly CLASSES = 4;

  constructor() {
    super(1);
  }

  build(): tf.Sequential {
    this.model = tf.sequential();
    this.filters.forEach((filters, index) => {
      const first = index === 0 ? { inputShape: this.shape } : {};
      this.model!.add(tf.layers.conv2d({ filters, kernelSize: 3, activation: "relu", ...first })); // @ conv2d_Conv2D1, conv2d_Conv2D2
    });
    this.addHead(Detector.CLASSES);
    return this.model;
  }

  private addHead(units: number): void {
    this.model?.add(tf.layers.flatten()); // @ flatten_Flatten1
    this.model?.add(tf.layers.dense({ units })); // @ dense_Dense1
  }
}

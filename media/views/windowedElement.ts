/** A list or grid of which only the part on the screen is drawn: it follows its own size and scrolling, and hears keys. */
import { LitElement } from "lit";

export abstract class WindowedElement extends LitElement {
  /** Part that is on the screen, in CSS pixels; no width before the first measuring. */
  protected view = { width: 0, height: 0, top: 0 };
  private readonly sizes = new ResizeObserver(() => this.measure());

  protected abstract readonly onKey: (event: KeyboardEvent) => void;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.sizes.observe(this);
    this.addEventListener("scroll", this.measure, { passive: true });
    this.addEventListener("keydown", this.onKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sizes.disconnect();
    this.removeEventListener("scroll", this.measure);
    this.removeEventListener("keydown", this.onKey);
  }

  protected readonly measure = (): void => {
    const view = { width: this.clientWidth, height: this.clientHeight, top: this.scrollTop };
    if (view.width === this.view.width && view.height === this.view.height && view.top === this.view.top)
      return;
    this.view = view;
    this.requestUpdate();
  };

  /** Scrolls no further than it takes to have these CSS pixels on the screen. */
  protected showSpan(top: number, height: number): void {
    if (top < this.scrollTop) this.scrollTop = top;
    else if (top + height > this.scrollTop + this.clientHeight) {
      this.scrollTop = top + height - this.clientHeight;
    }
    this.measure();
  }
}

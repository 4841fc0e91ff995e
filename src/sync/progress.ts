/** What is known of either side, and since when not. */
export class Progress {
  readonly #nowMs: () => number;
  #kernelSynced = false;
  #tableLoaded = false;
  #unsettledSinceMs: number;
  #ready = false;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
    this.#unsettledSinceMs = nowMs();
  }

  /** Nothing is known to be missing from the kernel's side. */
  get kernelSynced(): boolean {
    return this.#kernelSynced;
  }

  set kernelSynced(known: boolean) {
    this.#note();
    this.#kernelSynced = known;
    this.#ready ||= this.settled;
  }

  /** What the database holds is known. */
  get tableLoaded(): boolean {
    return this.#tableLoaded;
  }

  set tableLoaded(known: boolean) {
    this.#note();
    this.#tableLoaded = known;
    this.#ready ||= this.settled;
  }

  get settled(): boolean {
    return this.#kernelSynced && this.#tableLoaded;
  }

  /** Both sides have been known at once, sometime. */
  get ready(): boolean {
    return this.#ready;
  }

  /** How long either side has not been known, 0 when both are. */
  get unsettledMs(): number {
    return this.settled ? 0 : this.#nowMs() - this.#unsettledSinceMs;
  }

  /** Until now all was known. */
  #note(): void {
    if (this.settled) this.#unsettledSinceMs = this.#nowMs();
  }
}

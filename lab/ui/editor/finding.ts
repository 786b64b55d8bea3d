/** A mistake in a text, as the editor shows it. */
export interface Finding {
  readonly from: number;
  readonly to: number;
  readonly severity: 'error' | 'warning';
  /** What is wrong, and how to mend it. */
  readonly message: string;
}

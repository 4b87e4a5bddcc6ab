/** Why a recording could not be made playable, in words for the person who reads them. */
export class RenderProblem extends Error {
  constructor(words: string, options?: { cause?: unknown }) {
    super(words, options);
    this.name = 'RenderProblem';
  }
}

type Create = (this: Document, name: string, options?: ElementCreationOptions) => HTMLElement;

/**
 * xterm.js makes style elements; the page's policy lets in those that carry the nonce of the page, which stands in its head. What else makes elements is not
 * touched: only styles get it.
 */
export function giveStylesTheNonce(): void {
  const nonce = document.querySelector<HTMLMetaElement>('meta[name=style-nonce]')?.content ?? '';
  const create = Reflect.get(Document.prototype, 'createElement') as Create;
  const withNonce: Create = function (name, options) {
    const element = create.call(this, name, options);
    if (name.toLowerCase() === 'style') element.nonce = nonce;
    return element;
  };
  Reflect.set(document, 'createElement', withNonce);
}

type Create = (this: Document, name: string, options?: ElementCreationOptions) => HTMLElement;

/**
 * xterm.js makes style elements, and writes colours as style attributes of spans. The page's policy lets in styles that carry the nonce of the page, which stands in
 * its head, and what is set by the object model: both are brought to that. What else makes elements is not touched by it.
 */
export function keepStylesToThePolicy(): void {
  const nonce = document.querySelector<HTMLMetaElement>('meta[name=style-nonce]')?.content ?? '';
  const create: Create = Reflect.get(Document.prototype, 'createElement');
  const withinPolicy: Create = function (name, options) {
    const element = create.call(this, name, options);
    if (name === 'style') element.nonce = nonce;
    else if (name === 'span') {
      element.setAttribute = (attribute, value) => {
        if (attribute === 'style') element.style.cssText = value;
        else Element.prototype.setAttribute.call(element, attribute, value);
      };
    }
    return element;
  };
  Reflect.set(document, 'createElement', withinPolicy);
}

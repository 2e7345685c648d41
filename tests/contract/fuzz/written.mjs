// written.mjs: how a value is written into a path, a query or a form.
export const written = (value) => (Array.isArray(value) ? value.join(',') : typeof value === 'object' ? JSON.stringify(value) : String(value));
export const onWire = (text) => encodeURIComponent(Buffer.from(text, 'utf8').toString('utf8'));
export const inPath = (text) => onWire(text).replace(/%3A/g, ':').replace(/%40/g, '@');

// Parts of a form with the boundary x0x: a small file, and fields.
export const formOf = (fields) => {
  const parts = Object.entries(fields).map(([name, value]) => {
    const head = name === 'file' ? '; filename="bang.csv"\r\nContent-Type: text/csv' : '';
    return `--x0x\r\nContent-Disposition: form-data; name="${name}"${head}\r\n\r\n${written(value)}\r\n`;
  });
  return `${parts.join('')}--x0x--\r\n`;
};

// unpacked.mjs: the words of an answer that hides them from a search of its bytes: of a workbook, a document, an archive with such
// things in it, and a PDF.
import { execFileSync } from 'node:child_process';
import { inflateRawSync } from 'node:zlib';

const begins = (bytes, mark) => bytes.subarray(0, mark.length).toString('latin1') === mark;

// The parts of an archive with their names, by the directory at its end.
export const partsOf = (bytes) => {
  const parts = [], end = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left; left -= 1) {
    const [packed, name, extra, comment, local] = [bytes.readUInt32LE(at + 20), bytes.readUInt16LE(at + 28), bytes.readUInt16LE(at + 30), bytes.readUInt16LE(at + 32), bytes.readUInt32LE(at + 42)];
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28), part = bytes.subarray(start, start + packed);
    parts.push([bytes.subarray(at + 46, at + 46 + name), bytes.readUInt16LE(at + 10) ? inflateRawSync(part) : part]);
    at += 46 + name + extra + comment;
  }
  return parts;
};

export const isPacked = (bytes) => begins(bytes, 'PK\x03\x04') || begins(bytes, '%PDF-');
const opened = (bytes) =>
  begins(bytes, '%PDF-')
    ? execFileSync('pdftotext', ['-', '-'], { input: bytes, encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'], maxBuffer: 1 << 28 })
    : partsOf(bytes).flat().map(unpacked).join('\n');

// What somebody has uploaded may only begin like one of these: then as it is.
export const unpacked = (bytes) => {
  try {
    if (isPacked(bytes)) return opened(bytes);
  } catch {
    // as it is
  }
  return bytes.toString();
};

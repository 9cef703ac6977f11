/**
 * The wire format of protobuf, read only: enough to walk a model's graph. Strict: anything truncated is an error.
 * https://protobuf.dev/programming-guides/encoding/
 */

/** One field: its number, and a number (varint) or bytes (a view, never a copy). Fixed-width fields come as bytes. */
export interface Field {
  readonly number: number;
  readonly value: number | Uint8Array;
}

/** Thrown for bytes that are not protobuf. */
export class WireError extends Error {}

/** The fields of one message, in order. */
export function* fields(message: Uint8Array): Generator<Field> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    // Ten bytes at most. Beyond 2^53 a number loses precision, which no field read here can reach and mean anything.
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = message[at++];
      if (byte === undefined) throw new WireError("a number is cut off");
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new WireError("a number is too long");
  };
  const bytes = (length: number): Uint8Array => {
    if (length > message.length - at) throw new WireError("a field runs past its message");
    at += length;
    return message.subarray(at - length, at);
  };
  while (at < message.length) {
    const key = varint();
    const number = Math.floor(key / 8);
    switch (key % 8) {
      case 0:
        yield { number, value: varint() };
        break;
      case 1:
        yield { number, value: bytes(8) };
        break;
      case 2:
        yield { number, value: bytes(varint()) };
        break;
      case 5:
        yield { number, value: bytes(4) };
        break;
      default:
        throw new WireError("an unknown wire type");
    }
  }
}

/** UTF-8 text of a bytes field; "" for a field of another type. */
export function text(value: number | Uint8Array): string {
  return typeof value === "number" ? "" : new TextDecoder().decode(value);
}

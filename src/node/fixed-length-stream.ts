/** workerd's `FixedLengthStream`: passes bytes on, and fails unless they are exactly as many as were promised. */
export class FixedLengthStream extends TransformStream<Uint8Array, Uint8Array> {
  constructor(length: number | bigint) {
    let left = Number(length);
    super({
      transform(chunk, controller) {
        left -= chunk.byteLength;
        if (left < 0) throw new TypeError("FixedLengthStream: more bytes than were promised.");
        controller.enqueue(chunk);
      },
      flush() {
        if (left > 0) throw new TypeError("FixedLengthStream: fewer bytes than were promised.");
      },
    });
  }
}

"""Wire data as V8 writes it, by hand: a sample of every tag."""
from __future__ import annotations

import struct

BUFFERS = [memoryview(bytearray(b"beside")), ValueError("beside"), memoryview(bytearray(16)).cast("d")]
"""What stays beside the bytes, for `\\` 64 to 66."""


def double(number: float) -> bytes:
    return struct.pack("<d", number)


SAMPLES = {
    "undefined": b"\xff\x0d_",
    "null": b"\xff\x0e0",
    "true": b"\xff\x0fT",
    "false": b"\xff\x0dF",
    "int32": b"\xff\x0dI\x81\x01",
    "uint32": b"\xff\x0dU\xff\xff\xff\xff\x0f",
    "double": b"\xff\x0dN" + double(1.5),
    "bigint": b"\xff\x0dZ\x21" + bytes(range(16)),
    "one-byte string": b'\xff\x0d"\x04caf\xe9',
    "two-byte string": b"\xff\x0d\x00c\x04a\x00\xac\x20",
    "UTF-8 string": b"\xff\x0dS\x05caf\xc3\xa9",
    "object": b'\xff\x0do"\x01aI\x02"\x01bo{\x00{\x02',
    "object with numbers for names": b"\xff\x0doI\x02T" + b"N" + double(4294967294) + b"F" + b'c\x02\xac\x20"\x00{\x03',
    "dense array": b"\xff\x0dA\x03I\x02-_$\x00\x03",
    "dense array with a name": b'\xff\x0dA\x01I\x02"\x01xT$\x01\x01',
    "sparse array": b"\xff\x0da\x80\x02I\x04TU\x80\x01F@\x02\x80\x02",
    "Date": b"\xff\x0dD" + double(1.6e12),
    "boxed true": b"\xff\x0dA\x02y^\x01$\x00\x02",
    "boxed false": b"\xff\x0dx",
    "boxed number": b"\xff\x0dn" + double(-0.0),
    "boxed BigInt": b"\xff\x0dz\x10" + bytes(8),
    "boxed string": b'\xff\x0ds"\x02hi',
    "RegExp": b'\xff\x0dR"\x01a\x00',
    "Map": b'\xff\x0d;"\x01aI\x02I\x04;:\x00:\x04',
    "Set": b"\xff\x0d'I\x02\"\x01a0,\x03",
    "reference": b"\xff\x0dA\x03o{\x00^\x01^\x00$\x00\x03",
    "ArrayBuffer": b"\xff\x0dB\x04abcd",
    "resizable ArrayBuffer": b"\xff\x0f~\x02\x04ab",
    "Uint16Array": b"\xff\x0dB\x04abcdVW\x02\x02",
    "two views of one ArrayBuffer": b"\xff\x0fA\x02B\x08abcdefghVd\x04\x04\x00^\x01V?\x01\x02\x00$\x00\x02",
    "Node's Buffer": b"\xff\x0f\\\x0a\x03abc",
    "Node's Float64Array": b"\xff\x0f\\\x08\x08" + double(0.5),
    "beside": b"\xff\x0dA\x03\\\x40\\\x41\\\x42$\x00\x03",
    "Error": b'\xff\x0frTm"\x02nos"\x04at x.',
    "Error with a cause": b'\xff\x0frRm"\x02nocrFm"\x01a..',
    "Error that is its own cause": b'\xff\x0frm"\x02noc^\x00.',
    "padding": b'\xff\x0d\x00\x00A\x00\x02\x00T\x00\x00I\x02\x00$\x00\x02\x00'.replace(b"A\x00\x02", b"A\x02"),
    "shared ArrayBuffer": b"\xff\x0fu\x00",
    "deep": b"\xff\x0d" + b"A\x01" * 40 + b"o{\x00" + b"$\x00\x01" * 40,
    "records": b"\xff\x0dA\x02"
    + b'o"\x02idI\x02"\x04name"\x03Ada"\x04tagsA\x01"\x01a$\x00\x01{\x03' * 2
    + b"$\x00\x02",
}

"""Asks the reference reader about headers of all kinds: python3 safetensors_headers.py FILE [COUNT [SEED]].

Writes a list of {"header", "data" (bytes behind it), "accepted"}; bytes of a header are letters of Latin-1. The file in
tests/golden was made with safetensors 0.8.0. Headers with an extent of 2^63 or more are left out: see docs/decisions.md.
"""

import json
import random
import struct
import sys

import safetensors

TYPES = {"BOOL": 8, "F4": 4, "F6_E2M3": 6, "F6_E3M2": 6, "U8": 8, "I8": 8, "F8_E5M2": 8, "F8_E4M3": 8, "F8_E8M0": 8,
         "F8_E4M3FNUZ": 8, "F8_E5M2FNUZ": 8, "I16": 16, "U16": 16, "F16": 16, "BF16": 16, "I32": 32, "U32": 32, "F32": 32,
         "C64": 64, "F64": 64, "I64": 64, "U64": 64}
NUMBERS = """-1 -0 0 1 2 1.0 1e0 true null "1" 4611686018427387904 9223372036854775807 18446744073709551616 1e400 1e-400 01 +1
.5 1. 0x1 NaN Infinity [] {} [1] 10000000000""".split()
STRINGS = r"""F32 "F32" "f32" "F128" "\u0046\u0033\u0032" "F32\u0000" "F\/32" "" null 1 {"F32":null} {"F32":[]} {"F32":1} {} ["F32"]
"F4_E2M1" "F8_E4M3FN" "\ud83d" "\ud83d\ude00" {"F32":null,"F16":null} "BOOL" "bool" "C64" "C128" "I128" 'F32'""".split()
NAMES = r""""a" "" "__metadata__" "\u0061" "b\n" "\ud800" "dtype" "a\u0000b" "\u005f_metadata__" "t0" "x\/y" a 1 null""".split()
METADATA = r"""{} null [] 1 "x" {"a":"b"} {"a":1} {"a":null} {"a":"b","a":"c"} {"a":{"b":"c"}} {"\u0000":"\n"} {"a":true}
{"a":"\ud800"} [["a","b"]] true {"a":["b"]}""".split()
FIELDS = r""""more" "dtype" "shape" "data_offsets" "\u0064type" "" "DTYPE" """.split()
ENTRIES = r"""1 null [] {} "x" ["F32",[0],[0,0]] ["F32",[],[0,0]] ["F32",[3],[5,6]] {"dtype":"F32","shape":[1]}
{"dtype":"F32","shape":[2],"data_offsets":[8,0]} {"dtype":"F4","shape":[1],"data_offsets":[0,1]}
{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,99999]}""".split()
SPACES = [" ", "\n", "\t", "\r", "\ufeff", "\x0b", "\x0c", "\xa0", "x", "/**/", "//", "\0", ",", "{}", "  \n"]
LETTERS = b'{}[],:"0123456789-e.\\ \x00\xff\xc0\xed\x1f\x7f/'


def nested(pick):
    depth = pick([1, 5, 50, 100, 122, 123, 124, 125, 126, 127, 128, 129, 130, 200])
    return pick(["[" * depth + "]" * depth, '{"x":' * depth + "1" + "}" * depth])


def sound(chance):
    """Entries [name, {field: text or list of numbers}] that fit each other, and the bytes of their data."""
    entries, end = [], 0
    for i in range(chance.choice([0, 1, 1, 2, 2, 3, 4])):
        kind = chance.choice(list(TYPES))
        shape = [chance.choice([0, 1, 2, 3, 4, 8]) for _ in range(chance.randint(0, 3))]
        bits = TYPES[kind]
        for extent in shape:
            bits *= extent
        if bits % 8:
            shape.append(4)
            bits *= 4
        entries.append([f'"t{i}"', {'"dtype"': f'"{kind}"', '"shape"': [str(n) for n in shape],
                                    '"data_offsets"': [str(end), str(end + bits // 8)]}])
        end += bits // 8
    return entries, end


def spoil(header, chance):
    """Changes one thing."""
    pick, entries = chance.choice, header["entries"]
    what = chance.randrange(14)
    entry = pick(entries) if entries else None
    fields = entry[1] if entry and isinstance(entry[1], dict) else None
    lists = [f for f in fields.values() if isinstance(f, list)] if fields else []
    if what == 0 and fields:
        fields['"dtype"'] = pick(STRINGS)
    elif what in (1, 2) and lists:
        numbers = pick(lists)
        numbers.insert(chance.randint(0, len(numbers)), pick(NUMBERS))
        if what == 2:
            numbers.pop(chance.randrange(len(numbers)))
    elif what == 3 and lists and lists[-1]:
        at = chance.randrange(len(lists[-1]))
        if lists[-1][at].isdigit():
            lists[-1][at] = str(max(0, int(lists[-1][at]) + pick([-8, -4, -1, 1, 4, 8])))
    elif what == 4 and fields:
        fields.pop(pick(list(fields)))
    elif what == 5 and fields:
        header["more"].append((entry, pick(FIELDS) + ":" + pick(NUMBERS + STRINGS + [nested(pick)])))
    elif what == 6 and entry:
        entry[1] = pick(ENTRIES + NUMBERS + [nested(pick)])
    elif what == 7 and entry:
        entry[0] = pick(NAMES)
    elif what == 8 and entry:
        entries.insert(chance.randint(0, len(entries)), [entry[0], pick([entry[1], pick(ENTRIES)])])
    elif what == 9:
        chance.shuffle(entries)
    elif what == 10:
        header["data"] += pick([-1, 1, 8, -8, 100])
    elif what == 11:
        header[pick(["before", "after"])] = pick(SPACES)
    elif what == 12:
        header["metadata"] = pick(METADATA)
    else:
        header["letters"] += 1


def text_of(header, chance):
    parts = [] if header["metadata"] is None else ['"__metadata__":' + header["metadata"]]
    for entry in header["entries"]:
        name, value = entry
        if isinstance(value, dict):
            shown = [f"{k}:{v if isinstance(v, str) else '[' + ','.join(v) + ']'}" for k, v in value.items()]
            value = "{" + ",".join(shown + [text for owner, text in header["more"] if owner is entry]) + "}"
        parts.append(name + ":" + value)
    raw = bytearray((header["before"] + "{" + ",".join(parts) + "}" + header["after"]).encode())
    for _ in range(header["letters"]):
        at = chance.randrange(len(raw))
        raw[at : at + chance.randint(0, 1)] = bytes([chance.choice(LETTERS)]) * chance.randint(0, 1)
    return bytes(raw)


def accepted(raw, data):
    try:
        safetensors.deserialize(struct.pack("<Q", len(raw)) + raw + bytes(data))
        return True
    except Exception:
        return False


def main():
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 600
    chance = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    found = {True: [], False: []}
    while min(len(rows) for rows in found.values()) < count // 2:
        entries, end = sound(chance)
        header = {"entries": entries, "more": [], "data": end, "before": "", "after": "", "metadata": None, "letters": 0}
        for _ in range(chance.choice([0, 1, 1, 1, 2])):
            spoil(header, chance)
        raw, data = text_of(header, chance), max(0, header["data"])
        if len(raw) < 400 and b"9223372036854775808" not in raw:
            found[accepted(raw, data)].append({"header": raw.decode("latin-1"), "data": data})
    rows = [dict(row, accepted=answer) for answer in (True, False) for row in found[answer][: count // 2]]
    with open(sys.argv[1], "w") as file:
        file.write("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n")


main()

"""account -> code, as the format document says ("Codes"). Standard library only."""
# ruff: noqa: D103, PTH123, T201

import hashlib
import hmac
import sys

ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def code(key: bytes, publisher: bytes, account: str, generation: int = 0) -> str:
    message = b"\x20" + publisher + generation.to_bytes(4, "big") + account.encode("ascii")
    secret = hmac.new(key, message, hashlib.sha256).digest()[:20]
    return bech32m("por", b"\x00" + secret + publisher)


def bech32m(prefix: str, data: bytes) -> str:
    bits = "".join(f"{byte:08b}" for byte in data)
    bits += "0" * (-len(bits) % 5)
    fives = [int(bits[i : i + 5], 2) for i in range(0, len(bits), 5)]
    expanded = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]
    check = polymod(expanded + fives + [0] * 6) ^ 0x2BC830A3
    tail = [check >> 5 * (5 - i) & 31 for i in range(6)]
    return prefix + "1" + "".join(ALPHABET[value] for value in fives + tail)


def polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for i, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= generator if top >> i & 1 else 0
    return check


if __name__ == "__main__":
    with open(sys.argv[1]) as file:
        key = bytes.fromhex(file.read().strip().split(":")[1])
    publisher = bytes.fromhex(sys.argv[2])
    for line in sys.stdin:
        account = line.rstrip("\n")
        print(f"{account},{code(key, publisher, account)}")

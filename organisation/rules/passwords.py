"""What a password is made of."""

import secrets
import string

READABLE = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is misread over a desk: no l, 1, o, 0, i
CLASSES = (str.islower, str.isupper, str.isdigit)


def classes_in(password: str) -> int:
    """How many of the four classes occur: small letters, capitals, digits, anything else."""
    found = {index for char in password for index, belongs in enumerate(CLASSES) if belongs(char)}
    other = any(not any(belongs(char) for belongs in CLASSES) for char in password)
    return len(found) + other


def one_time_password() -> str:
    """A password to be read out once, such as "K7mt-4qxh-9bwd": three classes and more, about 58 bits."""
    groups = ["".join(secrets.choice(READABLE) for _ in range(4)) for _ in range(3)]
    groups[0] = (
        secrets.choice(string.ascii_uppercase.replace("I", "").replace("O", ""))
        + secrets.choice("23456789")
        + groups[0][2:]
    )
    return "-".join(groups)

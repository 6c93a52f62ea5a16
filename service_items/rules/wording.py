"""Catch-all wording that a guide may not contain.

优化营商环境条例 of Beijing (art. 31) and Guangdong (art. 29): a list of materials names each one; "其他材料" is no material.
"""

import re

CATCH_ALL = re.compile(
    r"其[他它余][^，。；、]{0,8}(?:材料|资料|证明|文件|证件)"
    r"|^(?:有关|相关)(?:的)?(?:证明)?(?:材料|资料|文件)$"
    r"|(?:等|等有关|等相关|等其他)(?:证明)?(?:材料|资料|文件|证件)?$"
    r"|(?:需要|要求|规定)(?:提交|提供|补充)?的(?:其他|其它|有关|相关)[^，。；、]{0,6}"
    r"|视(?:情况|情形|具体情况)(?:提供|提交|而定)"
)
IN_PROSE = re.compile(r"其[他它余](?:的|有关|相关|必要|需要|所需|规定|证明|补充)*(?:材料|资料|证明|文件|证件)")


def catch_all(name: str) -> str:
    """The catch-all words in a material's name, "" if there are none.

    >>> catch_all("法律法规规定的其他材料")
    '规定的其他材料'
    >>> catch_all("居民身份证或社会保障卡")
    ''
    """
    found = CATCH_ALL.search("".join(name.split()))
    return found.group() if found else ""


def catch_alls(material: dict) -> dict[str, str]:
    """Field → the catch-all words in it, of a material's name and of what is told about bringing it.

    >>> catch_alls({"name": "申请表", "notes": "并提交其他材料", "acceptance_standard": "其他家庭成员也签名"})
    {'notes': '其他材料'}
    """
    found = {"name": catch_all(material.get("name") or "")}
    for field in ("acceptance_standard", "notes"):
        words = IN_PROSE.search("".join((material.get(field) or "").split()))
        found[field] = words.group() if words else ""
    return {field: words for field, words in found.items() if words}

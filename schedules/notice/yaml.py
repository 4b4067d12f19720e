"""placeholder"""
def as_yaml(draft: object) -> str:
    return ""

"""The type of a JSON value, for what is data and never interpreted."""

from typing import Union

from typing_extensions import TypeAliasType

JsonValue = TypeAliasType("JsonValue", Union[bool, int, float, str, "list[JsonValue]", "dict[str, JsonValue]", None])

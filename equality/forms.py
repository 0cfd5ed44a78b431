"""The equality questions. Every one may be left out, and every one can be answered "prefer not to say"."""

from typing import Any

from equality.codes import CONDITIONS, DISABILITIES, ETHNIC_GROUPS, NO_CONDITION, PREFER_NOT
from equality.models.answers import Said
from walls.forms import Choice, Choices, PageForm

_RATHER_NOT = (PREFER_NOT, "Prefer not to say")


def _detail(code: str) -> str:
    return f"ethnic_{code}"


class AnswersForm(PageForm):
    """S1.23 ethnicity, S1.24 disability, S1.25 co-occurring condition."""

    ethnic_group = Choice(
        label="What is your ethnic group?",
        called="your ethnic group",
        required=False,
        choices=[*((code, label) for code, label, _ in ETHNIC_GROUPS), _RATHER_NOT],
        divider_before=PREFER_NOT,
        reveals={code: _detail(code) for code, _, _ in ETHNIC_GROUPS},
    )
    disability = Choice(
        label="Do you have a physical or mental health condition or illness that has lasted, or will last, 12 months "
        "or more?",
        called="an answer about your health",
        required=False,
        choices=[*DISABILITIES, _RATHER_NOT],
        divider_before=PREFER_NOT,
    )
    conditions = Choices(
        label="Do you have support needs with any of these?",
        called="your support needs",
        help_text="Select all that apply.",
        required=False,
        choices=[*CONDITIONS, (NO_CONDITION, "None of these"), _RATHER_NOT],
        divider_before=NO_CONDITION,
        alone=NO_CONDITION,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, label, group in ETHNIC_GROUPS:
            self.fields[_detail(code)] = Choice(
                label=f"{label}: which best describes you?",
                called=f"which of “{label}” best describes you",
                required=False,
                choices=group,
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        broad = data.get("ethnic_group", "")
        if broad and broad != PREFER_NOT and not data.get(_detail(broad)) and _detail(broad) not in self.errors:
            self.add_error(_detail(broad), "Select which describes you best, or select “Prefer not to say”")
        chosen = data.get("conditions") or []
        if PREFER_NOT in chosen and len(chosen) > 1:
            self.add_error("conditions", "Select your support needs, or select “Prefer not to say”, not both")
        return data

    def said(self) -> Said:
        """What a valid form says; what an unchosen group hides is ignored."""
        data = self.cleaned_data
        broad = data["ethnic_group"]
        ethnicity = PREFER_NOT if broad == PREFER_NOT else data[_detail(broad)] if broad else ""
        return Said(ethnicity, data["disability"], tuple(data["conditions"]))


def as_initial(said: Said) -> dict[str, Any]:
    """Earlier answers as the form shows them."""
    initial: dict[str, Any] = {"disability": said.disability, "conditions": list(said.conditions)}
    for broad, _, group in ETHNIC_GROUPS:
        if said.ethnicity in {code for code, _ in group}:
            initial |= {"ethnic_group": broad, _detail(broad): said.ethnicity}
    if said.ethnicity == PREFER_NOT:
        initial["ethnic_group"] = PREFER_NOT
    return initial

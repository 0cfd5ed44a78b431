"""How Django draws a form: GOV.UK's markup, our templates in templates/django/forms/."""

from typing import Any, cast

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.widgets import Input

from walls.widgets import PARTS, DateParts, Options

# The first entry that a widget is an instance of decides its class.
CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "govuk-checkboxes__input"),  # Django derives it from RadioSelect: it comes first
    (forms.RadioSelect, "govuk-radios__input"),
    (forms.CheckboxInput, "govuk-checkboxes__input"),
    (forms.Select, "govuk-select"),
    (forms.Textarea, "govuk-textarea"),
    (forms.FileInput, "govuk-file-upload"),
    (forms.HiddenInput, ""),
    (Input, "govuk-input"),
)
NEVER_TYPED = (forms.CheckboxInput, forms.FileInput)


class GovukField(BoundField):
    """A field as it stands on a page: classes, hints and errors tied to it, fields that its choices reveal."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        if widget.is_hidden:
            return attrs
        attrs.pop("required", None)
        if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
            attrs.pop("aria-invalid", None)  # it belongs to the group, whose legend is tied to the error
        attrs["class"] = " ".join(filter(None, [class_of(widget), self._width, widget.attrs.get("class", "")]))
        if isinstance(widget, forms.Textarea) and getattr(self.field, "max_length", None):
            attrs["data-count"] = self.field.max_length  # type: ignore[attr-defined]
        if isinstance(widget, forms.TextInput | forms.Textarea | forms.EmailInput):
            attrs.setdefault("spellcheck", "false")  # some browsers check spelling on a server
        typed = isinstance(widget, Input | forms.Textarea | forms.Select) and not isinstance(widget, NEVER_TYPED)
        if typed and "autocomplete" not in widget.attrs:
            attrs.setdefault("autocomplete", getattr(self.field, "autocomplete", "off"))
        return attrs

    @property
    def _width(self) -> str:
        width = getattr(self.field, "width", "")
        return f"govuk-input--width-{width}" if width else ""

    def as_widget(
        self, widget: forms.Widget | None = None, attrs: dict[str, Any] | None = None, only_initial: bool = False
    ) -> Any:
        drawn = widget or self.field.widget
        if isinstance(drawn, DateParts):
            drawn.faults = self.faults
        for value, name in getattr(self.field, "reveals", {}).items():
            cast(Options, drawn).revealed[value] = self.form[name].as_field_group()
        drawn.attrs.pop("maxlength", None)  # a browser would cut what is pasted without a word
        return super().as_widget(widget, attrs, only_initial)

    @property
    def faults(self) -> frozenset[str]:
        """The boxes of a date that are wrong: those its errors name, or all."""
        if not self.errors:
            return frozenset()
        codes = {part for error in self.errors.as_data() for part in str(error.code).split("-")}
        return frozenset(codes & set(PARTS)) or frozenset(PARTS)

    @property
    def anchor(self) -> str:
        """The id of the control that the error summary leads to; "" when there is nothing to choose."""
        if isinstance(self.field.widget, DateParts):
            return f"{self.auto_id}_{next(part for part in PARTS if part in (self.faults or PARTS))}"
        if isinstance(self.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
            return f"{self.auto_id}_0" if any(self.field.choices) else ""  # type: ignore[attr-defined]
        return self.auto_id

    @property
    def is_checkbox(self) -> bool:
        return isinstance(self.field.widget, forms.CheckboxInput)


class GovukRenderer(TemplatesSetting):
    """FORM_RENDERER."""

    bound_field_class = GovukField


def class_of(widget: forms.Widget) -> str:
    return next((name for kind, name in CLASSES if isinstance(widget, kind)), "")

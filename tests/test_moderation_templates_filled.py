"""The bundled texts, filled: nothing is left open, and nothing personal is in them but what was put in."""

from __future__ import annotations

import pytest

from config.contacts import SPOKEN, Spoken
from config.templates import Template, bundled_templates
from moderation.masking import mask
from moderation.templates import fill

VALUES = {
    "ru": {
        "customer": "Ирина",
        "brand": "Озолс",
        "company": "Озолс",
        "site": "opinions.example",
        "case": "17",
        "date": "23 ноября",
        "reply_by": "25 ноября",
        "person": "Анна",
        "contact": "отдел заботы о покупателях, +371 60000000, help@ozols.example (по будням 9–18)",
        "higher": "директор по качеству Лига Калниня, liga@ozols.example",
        "rule_url": "https://ozols.example/rules",
        "found": "посылка лежит на складе перевозчика",
        "step": "отправим её завтра с курьером",
        "by": "27 ноября",
        "examiner": "руководитель отдела качества",
        "reason": "мастерская ждёт деталь",
        "praised": "Марине из магазина на Бривибас",
        "summary": "посылка потерялась",
        "need": "найти её",
        "known": "номер заказа есть в деле",
    },
    "uk": {
        "customer": "Ірина",
        "brand": "Озолс",
        "company": "Озолс",
        "site": "opinions.example",
        "case": "17",
        "date": "23 листопада",
        "reply_by": "25 листопада",
        "person": "Анна",
        "contact": "відділ турботи про покупців, +371 60000000, help@ozols.example (у будні 9–18)",
        "higher": "директорка з якості Ліга Калніня, liga@ozols.example",
        "rule_url": "https://ozols.example/rules",
        "found": "посилка лежить на складі перевізника",
        "step": "відправимо її завтра з кур'єром",
        "by": "27 листопада",
        "examiner": "керівник відділу якості",
        "reason": "майстерня чекає на деталь",
        "praised": "Марині з магазину на Бривібас",
        "summary": "посилка загубилася",
        "need": "знайти її",
        "known": "номер замовлення є у справі",
    },
    "lv": {
        "customer": "Ilze",
        "brand": "Ozols",
        "company": "Ozols",
        "site": "opinions.example",
        "case": "17",
        "date": "23. novembrim",
        "reply_by": "25. novembrim",
        "person": "Anna",
        "contact": "klientu aprūpes nodaļa, +371 60000000, help@ozols.example (darbdienās 9–18)",
        "higher": "kvalitātes direktore Līga Kalniņa, liga@ozols.example",
        "rule_url": "https://ozols.example/rules",
        "found": "sūtījums ir pārvadātāja noliktavā",
        "step": "rīt nosūtīsim to ar kurjeru",
        "by": "27. novembrim",
        "examiner": "kvalitātes daļas vadītājs",
        "reason": "darbnīca gaida detaļu",
        "praised": "Marinai no veikala Brīvības ielā",
        "summary": "sūtījums pazuda",
        "need": "atrast to",
        "known": "pasūtījuma numurs ir lietā",
    },
    "en": {
        "customer": "Irene",
        "brand": "Ozols",
        "company": "Ozols",
        "site": "opinions.example",
        "case": "17",
        "date": "23 November",
        "reply_by": "25 November",
        "person": "Anna",
        "contact": "customer care, +371 60000000, help@ozols.example (weekdays 9–18)",
        "higher": "Liga Kalnina, head of quality, liga@ozols.example",
        "rule_url": "https://ozols.example/rules",
        "found": "the parcel is in the carrier's warehouse",
        "step": "we will send it by courier tomorrow",
        "by": "27 November",
        "examiner": "our head of quality",
        "reason": "the workshop is waiting for a part",
        "praised": "Marina of the shop in Brivibas street",
        "summary": "the parcel was lost",
        "need": "to find it",
        "known": "the order number is in the case",
    },
}
TEXTS = [
    template for template in bundled_templates().values() if template.kind in ("reply", "acknowledgement", "delay", "thanks")
]
everywhere = pytest.mark.parametrize("language", SPOKEN)


@everywhere
@pytest.mark.parametrize("template", TEXTS, ids=lambda template: template.name)
def test_a_filled_text_has_no_place_left_and_names_the_case(template: Template, language: Spoken) -> None:
    found = fill(template, language, VALUES[language])
    assert found.missing == ()
    assert not set("{}[]") & set(found.text)
    assert template.kind == "thanks" or "17" in found.text


@everywhere
@pytest.mark.parametrize("template", TEXTS, ids=lambda template: template.name)
def test_no_template_brings_personal_data_of_its_own(template: Template, language: Spoken) -> None:
    assert mask(template.text[language]) == template.text[language]

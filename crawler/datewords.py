"""Words that dates are made of, in Russian, Ukrainian, Latvian and English."""

from __future__ import annotations

from collections.abc import Mapping

_MONTHS = """
январь января январе янв|февраль февраля феврале фев февр|март марта марте мар|апрель апреля апреле апр|май мая мае|
июнь июня июне июн|июль июля июле июл|август августа августе авг|сентябрь сентября сентябре сен сент|
октябрь октября октябре окт|ноябрь ноября ноябре ноя нояб|декабрь декабря декабре дек
січень січня січні січ|лютий лютого лютому лют|березень березня березні бер берез|квітень квітня квітні квіт кві|
травень травня травні трав тра|червень червня червні черв чер|липень липня липні лип|серпень серпня серпні серп сер|
вересень вересня вересні вер верес|жовтень жовтня жовтні жовт жов|листопад листопада листопаді лист лис|
грудень грудня грудні груд гру
janvāris janvārī janvāra janv jan|februāris februārī februāra febr feb|marts martā marta|aprīlis aprīlī aprīļa apr|
maijs maijā maija|
jūnijs jūnijā jūnija jūn|jūlijs jūlijā jūlija jūl|augusts augustā augusta aug|septembris septembrī septembra sept sep|
oktobris oktobrī oktobra okt|novembris novembrī novembra nov|decembris decembrī decembra dec
january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sept sep|october oct|
november nov|december dec
"""

_UNITS = {
    "second": "секунда секунды секунд секунду секунди sekundes sekundēm sekundi sek s sec secs second seconds сек",
    "minute": "минута минуты минут минуту мин хвилина хвилини хвилин хвилину хв minūtes minūtēm minūti min mins minute minutes m",
    "hour": "час часа часов година години годин годину год_ stundas stundām stundu h hr hrs hour hours ч",
    "day": "день дня дней дні днів дн dienas dienām dienu d day days",
    "week": "неделя недели недель неделю тиждень тижня тижні тижнів нед nedēļas nedēļām nedēļu w wk wks week weeks",
    "month": "месяц месяца месяцев мес місяць місяця місяці місяців міс mēneša mēnešiem mēnesi mo mos mon month months",
    "year": "год года лет рік року роки років gada gadiem gadu y yr yrs year years г",
    "halfyear": "полгода півроку",
}

_WEEKDAYS = """
понедельник|вторник|среду|четверг|пятницу|субботу|воскресенье
понеділок|вівторок|середу|четвер|пʼятницу п'ятницу п’ятницу пятницю п'ятницю п’ятницю|суботу|неділю
pirmdien|otrdien|trešdien|ceturtdien|piektdien|sestdien|svētdien
monday|tuesday|wednesday|thursday|friday|saturday|sunday
"""


def _numbered(table: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for line in table.replace("|\n", "|").strip().splitlines():
        for number, forms in enumerate(line.split("|")):
            found.update((form, number) for form in forms.split())
    return found


MONTHS: Mapping[str, int] = {form: number + 1 for form, number in _numbered(_MONTHS).items()}
WEEKDAYS: Mapping[str, int] = _numbered(_WEEKDAYS)
UNITS: Mapping[str, str] = {form: unit for unit, forms in _UNITS.items() for form in forms.split()}
AMOUNTS: Mapping[str, int] = {
    word: number
    for number, words in {
        1: "a an one один одну одна viena vienas",
        2: "пару пара couple две два дві pāris divām divām",
        3: "три three",
    }.items()
    for word in words.split()
}
AGO = frozenset(["назад", "тому", "ago", "pirms"])
DAYS_BACK: Mapping[str, int] = {
    "сегодня": 0, "сьогодні": 0, "šodien": 0, "today": 0,
    "вчера": 1, "вчора": 1, "учора": 1, "vakar": 1, "yesterday": 1,
    "позавчера": 2, "позавчора": 2, "aizvakar": 2,
}  # fmt: skip
JUST_NOW = ("только что", "щойно", "just now", "right now", "tikko", "прямо сейчас", "moments ago")
LAST = {
    "last week": "week", "last month": "month", "last year": "year",
    "на прошлой неделе": "week", "в прошлом месяце": "month", "в прошлом году": "year",
    "минулого тижня": "week", "минулого місяця": "month", "минулого року": "year",
    "pagājušajā nedēļā": "week", "pagājušajā mēnesī": "month", "pagājušajā gadā": "year",
}  # fmt: skip

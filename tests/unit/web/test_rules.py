"""The checks of the form agree with those of the API, and what is typed is brought to the form that is stored."""

from datetime import date

import pytest

from imigrasi.domain.applicant import nik_faults
from imigrasi.domain.identifier import CHECK_SYMBOLS, encode, is_application_number, normalise
from imigrasi.domain.receipt import typed_code
from imigrasi.domain.service import as_date
from imigrasi.entrypoint.applicant_data import e164
from tests.unit.web.conftest import Script

DATES = [
    "2024-02-29",
    "2023-02-29",
    "2026-02-30",
    "2026-13-01",
    "2026-1-1",
    "0000-01-01",
    "",
    "24-11-2026",
    "1900-02-29",
]
PHONES = ["0812 3456 7890", "+62 812-3456-7890", "62 81234567890", "81234567890", "+6281234567890", "0732 21234"]
NIKS = ["1707016005900001", "1707012902000001", "1707013102900001", "1707016902920003", "170701", "1707010013900001"]


def test_a_date_is_one_where_the_api_says_so(script: Script) -> None:
    assert script("apply/rules.js", f"{DATES}.map(isDate)") == [as_date(text) is not None for text in DATES]


def test_a_phone_number_is_stored_as_the_api_stores_it(script: Script) -> None:
    assert script("apply/rules.js", f"{PHONES}.map(tidy.phone)") == [e164(phone) for phone in PHONES]


def test_a_nik_is_judged_as_the_api_judges_it(script: Script) -> None:
    asked = "const field = {rule: 'nik', required: true}; return"
    found = script("apply/rules.js", f"(() => {{{asked} {NIKS}.map(n => faultOf(field, n, {{}}, '2026-11-24'))}})()")
    assert found == [next(iter(nik_faults(nik, None, None)), "") for nik in NIKS]


def test_a_nik_with_spaces_is_the_nik(script: Script) -> None:
    assert script("apply/rules.js", "tidy.nik(' 1707 0160.0590-0001 ')") == "1707016005900001"


@pytest.mark.parametrize(
    ("nik", "born", "sex"),
    [
        ("1707016005900001", "1990-05-20", "female"),
        ("1707012005900001", "1990-05-20", "male"),
        ("1707012902000001", "2000-02-29", "male"),  # a leap day in a year that may be 1900 or 2000
        ("1707010101250001", "1925-01-01", "male"),  # of two centuries the one of a living adult
        ("1707010101070001", "2007-01-01", "male"),
    ],
)
def test_birth_and_sex_are_read_from_the_nik(script: Script, nik: str, born: str, sex: str) -> None:
    found = script("apply/rules.js", f"readNik('{nik}', '2026-11-24')")
    assert (found["born"], found["sex"]) == (born, sex)
    assert nik_faults(nik, date.fromisoformat(born), sex) == []


@pytest.mark.parametrize(
    ("field", "value", "slug"),
    [
        ("{rule: 'birth'}", "2999-01-01", "birth_date_impossible"),
        ("{rule: 'birth'}", "2001-02-29", "birth_date_impossible"),
        ("{rule: 'birth'}", "1991-05-20", "birth_date_contradicts_nik"),
        ("{rule: 'sex'}", "male", "sex_contradicts_nik"),
        ("{rule: 'past'}", "2026-11-25", "in_the_future"),
        ("{rule: 'past'}", "2026-11-24", ""),
        ("{rule: 'email'}", "nama@", "email_not_valid"),
        ("{rule: 'phone'}", "12", "phone_not_valid"),
        ("{required: true}", "", "required"),
        ("{required: true}", "😀", ""),
        ("{required: true}", "A", ""),
        ("{}", "", ""),
    ],
)
def test_each_fault_has_the_slug_of_the_api(script: Script, field: str, value: str, slug: str) -> None:
    known = "{'/applicant/nik': '1707016005900001'}"
    assert script("apply/rules.js", f"faultOf({field}, '{value}', {known}, '2026-11-24')") == slug


def test_someone_too_young_may_apply_when_married(script: Script) -> None:
    known = "{minimum_age: 17, '/applicant/birth_date': '2010-06-01'}"
    asked = f"['', 'single', 'married'].map(s => faultOf({{rule: 'adult'}}, s, {known}, '2026-11-24'))"
    assert script("apply/rules.js", asked) == ["too_young_for_service", "too_young_for_service", ""]


def test_unusual_numbers_are_asked_about_and_never_refused(script: Script) -> None:
    numbers = "['X1234567', 'AB123456', '123', 'X12345678']"
    assert script("apply/rules.js", f"{numbers}.map(n => doubtOf({{rule: 'passport'}}, n))") == [
        "",
        "",
        "passport_unusual",
        "passport_unusual",
    ]


def test_what_is_not_of_the_right_shape_stays_on_the_device(script: Script) -> None:
    values = (
        "{'/applicant/full_name': 'A', '/applicant/birth_date': '1990-99-1', '/applicant/email': 'x', eligible: 'ok'}"
    )
    assert script("apply/rules.js", f"bodyOf({values})") == {"applicant": {"full_name": "A"}, "answers": {}}


def test_two_devices_changes_are_combined_and_only_real_clashes_asked_about(script: Script) -> None:
    base = "{'/a/x': 1, '/a/y': 1, '/a/z': 1, '/a/w': 1}"
    mine = "{'/a/x': 2, '/a/y': 1, '/a/z': 2, '/a/w': 1, eligible: 'ok'}"
    theirs = "{'/a/x': 1, '/a/y': 3, '/a/z': 3}"
    found = script("apply/rules.js", f"merged({base}, {mine}, {theirs})")
    assert found == {"values": {"/a/x": 2, "/a/y": 3, "/a/z": 2, "eligible": "ok"}, "clashes": ["/a/z"]}


NUMBERS = [
    encode(n, 8) + CHECK_SYMBOLS[n % 37] for n in (0, 1, 36, 37, 31**7, 2**40 - 1) if CHECK_SYMBOLS[n % 37].isalnum()
]


def test_an_application_number_is_understood_as_people_type_it(script: Script) -> None:
    for bare in NUMBERS:
        number = f"LBG-{bare[:4]}-{bare[4:8]}-{bare[8]}"
        assert is_application_number(number)
        typed = [
            number,
            number.lower(),
            bare,
            f" lbg {bare[:4]} {bare[4:]}",
            number.replace("0", "o").replace("1", "l"),
        ]
        assert script("number.js", f"{typed}.map(applicationNumber)") == [number] * len(typed)
        assert normalise(number.lower()) == number


def test_a_mistyped_application_number_is_noticed_before_it_is_sent(script: Script) -> None:
    wrong = ["LBG-0000-0001-0", "LBG-UUUU-0000-0", "LBG-123", "", "LBG-0000-0000-0-0"]
    assert script("number.js", f"{wrong}.map(applicationNumber)") == [None] * len(wrong)


def test_a_link_opens_by_its_fragment_only(script: Script) -> None:
    key = "TCLNBPWXLLVDN6ITUPALD4A5FM"
    assert script("core/links.js", f"opened('#LBG-78XJ-F6AS-F.{key}')") == {"id": "LBG-78XJ-F6AS-F", "key": key}
    assert script("core/links.js", f"fragment('LBG-78XJ-F6AS-F', '{key}')") == f"#LBG-78XJ-F6AS-F.{key}"
    assert (
        script("core/links.js", "['', '#', '#nik', '#nik/check', '#LBG-78XJ-F6AS-F'].map(h => opened(h))") == [None] * 5
    )


CODES = [
    "7Q2M-4X9A-0KTB-H3ZN",
    "7q2m4x9a0ktbh3zn",
    " 7Q2M 4X9A OKTB H3ZN",
    "7Q2M-4X9A-0KTB-H3Z",
    "7Q2M-4X9A-0KTB-H3ZNN",
    "7Q2M-4X9A-0KTB-H3ZU",
    "iLo0-0000-0000-0000",
    "",
]


def test_a_receipts_code_is_understood_as_the_api_understands_it(script: Script) -> None:
    assert script("code.js", f"{CODES}.map(receiptCode)") == [typed_code(code) for code in CODES]


# ---------------------------------------------------------------- several applications together

SHARE = (
    "(group, order, amount, more) => ({group_id: group, order_id: order, gateway: 'midtrans', method: 'qris', "
    "status: 'pending', expires_at: 'later', payment_id: 'own', amount, ...more})"
)
VIEW = "(status, due, ...payments) => ({status, payment: {amount_due: due, payments}})"


def sums(script: Script, asked: str, module: str = "sums") -> object:
    return script(f"together/{module}.js", f"((share, view) => {asked})({SHARE}, {VIEW})")


def test_the_order_of_a_group_is_the_sum_of_its_shares(script: Script) -> None:
    asked = (
        "groupOrders([view('awaiting_payment', 1, share('G', 'G-10', 5), share('H', 'H-1', 9), share('G', 'G-2', 1)),"
        "view('awaiting_payment', 1, share('G', 'G-10', 7, {captured: 7, held: 7}))], 'G')"
    )
    found = sums(script, asked, "orders")
    assert isinstance(found, list)
    assert [(each["payment_id"], each["amount"], each["held"]) for each in found] == [("G-2", 1, 0), ("G-10", 12, 7)]
    assert all("group_id" not in each for each in found)


def test_only_fees_that_can_be_paid_now_are_due(script: Script) -> None:
    asked = "['awaiting_payment', 'lapsed', 'withdrawn', 'submitted', 'paid'].map(s => isDue(view(s, 650000)))"
    assert sums(script, asked) == [True, True, False, False, False]
    assert sums(script, "total([view('awaiting_payment', 3), view('withdrawn', 4), view('lapsed', 5)])") == 8


def test_a_fee_whose_money_has_come_is_asked_for_no_more_and_looked_at_first(script: Script) -> None:
    family = "[view('awaiting_payment', 5, {held: 5}), view('awaiting_payment', 3, {held: 2}), view('paid', 0)]"
    assert sums(script, f"{family}.map(isDue)") == [False, True, False]
    assert sums(script, f"total({family})") == 3
    assert sums(script, f"[phase({family}), phase({family}.slice(0, 1))]", "orders") == ["pay", "pay"]


def test_a_group_pays_first_and_comes_then(script: Script) -> None:
    asked = "[['awaiting_payment', 'paid'], ['paid', 'withdrawn'], ['scheduled'], ['collected', 'withdrawn']]"
    found = sums(
        script, f"{asked}.map(all => phase(all.map(s => view(s, s === 'awaiting_payment' ? 1 : 0))))", "orders"
    )
    assert found == ["pay", "visit", "visit", ""]

"""The card of a prospect, what is done there, and its places on the cards of customer and account."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Account
from crm.customers.models import Customer
from prospects.choices import Disposition, GiveUpReason, Stage
from prospects.models import Prospect
from prospects.services import give_up, update_prospect
from tests.cast import Cast
from tests.factories.accounts import ProductFactory
from tests.factories.customers import CustomerFactory
from tests.factories.prospects import MethodFactory, ProspectFactory, StepFactory

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]


@pytest.fixture
def prospect(cast: Cast) -> Prospect:
    customer = CustomerFactory(
        owner=cast.owner, name="Alba Oil", phone="+41 31 555 01 01", email="a@alba.example", city="Bern"
    )
    step = StepFactory(stage=Stage.LIKELY, name="Offered", probability=40)
    found: Prospect = ProspectFactory(
        customer=customer, stage=Stage.LIKELY, step=step, need=3, expected_value=Decimal(50_000)
    )
    return found


@pytest.fixture
def rep(client: Client, cast: Cast) -> Client:
    client.force_login(cast.owner)
    return client


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def do(client: Client, prospect: Prospect, deed: str, **data: Any) -> Any:
    answer = client.post(reverse(f"prospects:{deed}", args=[prospect.pk]), data)
    prospect.refresh_from_db()
    return answer


def test_what_the_card_offers(rep: Client, prospect: Prospect) -> None:
    page = text(rep, prospect.get_absolute_url())
    for words in (
        'href="tel:+41315550101"',
        'href="mailto:a@alba.example"',
        "https://www.openstreetmap.org/search?query=",
        reverse("visits:create"),
        'tag--yellow">Offered',
        "€20,000",  # 40% of 50,000
        "20 of 20",  # the need is strong
        "7.5 of 15",  # half the volume
    ):
        assert words in page, words
    phone = {"User-Agent": "Mozilla/5.0 (Linux; Android 16) Mobile"}
    assert "geo:0,0?q=" in rep.get(prospect.get_absolute_url(), headers=phone).content.decode()


def test_who_has_no_e_mail_gets_a_message_by_phone(rep: Client, cast: Cast) -> None:
    prospect = ProspectFactory(customer=CustomerFactory(owner=cast.owner, mobile="+41 79 1", email=""))
    assert 'href="sms:+41791"' in text(rep, prospect.get_absolute_url())


def test_its_facts_are_edited_unless_somebody_else_did_meanwhile(
    rep: Client, cast: Cast, prospect: Prospect
) -> None:
    address = reverse("prospects:edit", args=[prospect.pk])
    form = rep.get(address).context["form"]
    product = ProductFactory()
    data = {
        "seen": form["seen"].value(),
        "method": prospect.method_id,
        "newcomer": "lapsed",
        "need": 1,
        "budget": 2,
        "authority": 0,
        "timing": 0,
        "expected_value": "12.50",
        "products": [product.pk],
    }
    assert rep.post(address, data)["Location"] == prospect.get_absolute_url()
    prospect.refresh_from_db()
    assert (prospect.need, prospect.budget, prospect.newcomer) == (1, 2, "lapsed")
    assert (str(prospect.expected_value), list(prospect.products.all())) == ("12.50", [product])
    update_prospect(prospect=prospect, by=cast.manager, facts={"interest": "Diesel"})
    refused = rep.post(address, {**data, "need": 3}).content.decode()
    assert "Somebody has changed this prospect meanwhile." in refused
    prospect.refresh_from_db()
    assert prospect.need == 1


def test_a_method_out_of_use_stays_with_who_has_it(rep: Client, cast: Cast, prospect: Prospect) -> None:
    old = MethodFactory(code="telegram", name="By telegram", active=False)
    assert "By telegram" not in text(rep, reverse("prospects:edit", args=[prospect.pk]))
    prospect.method = old
    prospect.save()
    assert "By telegram" in text(rep, reverse("prospects:edit", args=[prospect.pk]))


def test_keep_warm_and_on_again(rep: Client, prospect: Prospect) -> None:
    do(rep, prospect, "disposition", disposition="keep_warm")
    assert prospect.disposition == Disposition.KEEP_WARM
    assert "Keep warm" in text(rep, prospect.get_absolute_url())
    do(rep, prospect, "disposition", disposition="continue")
    assert prospect.disposition == Disposition.CONTINUE
    assert do(rep, prospect, "disposition", disposition="given_up").status_code == 200
    assert prospect.is_open


def test_giving_up_early_takes_words_and_can_be_undone(rep: Client, prospect: Prospect) -> None:
    page = text(rep, reverse("prospects:give-up", args=[prospect.pk]))
    assert "Only 0 visits were made." in page
    assert do(rep, prospect, "give-up", reason="rival").status_code == 200
    assert prospect.is_open
    assert do(rep, prospect, "give-up", note="No.").status_code == 200
    assert prospect.is_open
    do(rep, prospect, "give-up", reason="rival", note="Bound for years.")
    assert (prospect.is_struck_off, prospect.given_up_early) == (True, True)
    page = text(rep, prospect.get_absolute_url())
    assert "Bound for years." in page
    assert "Stays with the rival" in page
    assert 'tag--grey">Given up' in page
    do(rep, prospect, "revive")
    assert prospect.is_open
    assert (
        "was not given up"
        in rep.post(reverse("prospects:revive", args=[prospect.pk]), follow=True).content.decode()
    )


def test_after_enough_visits_the_reason_will_do(rep: Client, prospect: Prospect) -> None:
    Prospect.objects.filter(pk=prospect.pk).update(visits_made=5)
    assert "5 visits were made." in text(rep, reverse("prospects:give-up", args=[prospect.pk]))
    do(rep, prospect, "give-up", reason="no_need")
    assert (prospect.is_struck_off, prospect.given_up_early) == (True, False)


def test_won_ends_on_the_accounts_card_once(rep: Client, prospect: Prospect) -> None:
    address = reverse("prospects:convert", args=[prospect.pk])
    assert "Alba Oil becomes an account." in text(rep, address)
    assert not Account.objects.exists()
    answer = rep.post(f"{address}?next=/prospects/board/")
    account = Account.objects.get()
    assert answer["Location"] == reverse("accounts:card", args=[account.pk])
    prospect.refresh_from_db()
    assert (prospect.stage, prospect.account) == (Stage.WON, account)
    assert "This prospect is won: it is an account." in rep.post(address).content.decode()
    assert rep.get(address)["Location"] == prospect.get_absolute_url()
    # Back-links: prospect to account, and the account's card to its won effort.
    assert account.get_absolute_url() in text(rep, prospect.get_absolute_url())
    tab = text(rep, f"{account.get_absolute_url()}?tab=prospects")
    assert prospect.get_absolute_url() in tab
    assert 'tag--red">Won' in tab


def test_the_day_of_winning_can_be_told(rep: Client, prospect: Prospect) -> None:
    day, today = timezone.localdate() - timedelta(days=10), timezone.localdate()
    Prospect.objects.filter(pk=prospect.pk).update(opened_on=day)
    address = reverse("prospects:convert", args=[prospect.pk])
    assert rep.get(address).context["form"]["won_on"].value() == today
    early = rep.post(address, {"won_on": day - timedelta(days=1)})
    assert list(early.context["form"].errors) == ["won_on"]
    rep.post(address, {"won_on": day})
    assert Prospect.objects.get().won_on == Account.objects.get().opened_on == day


def test_who_was_given_up_is_not_converted(rep: Client, cast: Cast, prospect: Prospect) -> None:
    give_up(prospect=prospect, by=cast.owner, reason=GiveUpReason.PRICE, note="Too dear.")
    assert (
        "Take it up again first."
        in rep.post(reverse("prospects:convert", args=[prospect.pk])).content.decode()
    )
    assert not Account.objects.exists()
    for deed in ("stage", "disposition", "give-up", "convert"):
        assert rep.get(reverse(f"prospects:{deed}", args=[prospect.pk])).status_code == 302


def test_the_history_says_who_moved_it(rep: Client, prospect: Prospect) -> None:
    do(rep, prospect, "stage", to="potential", was=f"likely-{prospect.step_id}")
    fragment = {"HX-Request": "true"}
    address = reverse("prospects:history", args=[prospect.pk])
    page = rep.get(address, headers=fragment).content.decode()
    assert "Olga Owner" in page
    assert "<del>Likely soon</del>" in page
    assert "<html" not in page
    assert "<html" in text(rep, address)
    assert reverse("prospects:history", args=[prospect.pk]) in text(
        rep, f"{prospect.get_absolute_url()}?tab=history"
    )


def test_the_customers_card_shows_its_efforts(rep: Client, cast: Cast, prospect: Prospect) -> None:
    page = text(rep, prospect.customer.get_absolute_url())
    assert 'tag--yellow">Offered' in page
    assert prospect.get_absolute_url() in page
    page = text(rep, f"{prospect.customer.get_absolute_url()}?tab=prospects")
    assert reverse("prospects:open", args=[prospect.customer_id]) in page
    nobody = CustomerFactory(owner=cast.owner)
    assert "Open a prospect" in text(rep, nobody.get_absolute_url())


def early(cast: Cast, *, days: int, owner: Any, name: str) -> None:
    day = timezone.localdate() - timedelta(days=days)
    customer = CustomerFactory(owner=owner, name=name)
    facts = {"given_up_on": day, "given_up_early": True, "given_up_by": owner}
    ProspectFactory(customer=customer, given_up=True, **facts)


def test_leaders_are_shown_what_was_given_up_early(client: Client, cast: Cast) -> None:
    early(cast, days=3, owner=cast.owner, name="Early Oil")
    early(cast, days=31, owner=cast.owner, name="Old Oil")
    early(cast, days=3, owner=cast.stranger, name="Strange Oil")
    panel = reverse("shell:panel", args=["prospects.early"])
    client.force_login(cast.manager)
    page = text(client, panel)
    assert "Early Oil" in page
    assert "Old Oil" not in page
    assert "Strange Oil" not in page
    since = (timezone.localdate() - timedelta(days=30)).isoformat()
    more = f"state=given_up&amp;given_up_early=true&amp;given_up_on_after={since}"
    assert more in page
    listed = text(client, f"{reverse('prospects:list')}?{more.replace('&amp;', '&')}")
    assert "Early Oil</a>" in listed
    assert "Old Oil</a>" not in listed
    client.force_login(cast.owner)
    assert client.get(panel).status_code == 404


def test_who_gave_up_early_is_named_whoever_has_the_card_now(client: Client, cast: Cast) -> None:
    early(cast, days=3, owner=cast.owner, name="Early Oil")
    Customer.objects.update(owner=cast.mate)
    client.force_login(cast.manager)
    page = text(client, reverse("shell:panel", args=["prospects.early"]))
    assert (str(cast.owner) in page, str(cast.mate) in page) == (True, False)


def test_the_search_finds_open_prospects(rep: Client, prospect: Prospect) -> None:
    page = text(rep, f"{reverse('shell:search')}?q=alba")
    assert prospect.get_absolute_url() in page
    hit = page[page.index(prospect.get_absolute_url()) :]
    assert "Offered</span><small>" in hit
    assert "<small>Bern</small>" in hit


def test_who_introduced_them_is_named_as_far_as_one_sees(rep: Client, cast: Cast, prospect: Prospect) -> None:
    page = prospect.get_absolute_url()
    assert reverse("customers:chain", args=[prospect.customer_id]) in text(rep, page)
    customers = Customer.objects.filter(pk=prospect.customer_id)
    customers.update(introducer_colleague=cast.mate)
    assert "Milo Mate" in text(rep, page)
    ours = CustomerFactory(owner=cast.owner, name="Berg Gas")
    customers.update(introducer=ours)
    assert "Berg Gas" in text(rep, page)
    customers.update(introducer=CustomerFactory(owner=cast.stranger, name="Valley Fuels"))
    assert "a customer you do not see" in text(rep, page)
    assert "Valley Fuels" not in text(rep, page)

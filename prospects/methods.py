"""The acquisition methods and steps that the product starts with (domain.md, D1.2, D1.3)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from prospects.choices import MethodGroup, Stage

OTHER = "other"


@dataclass(frozen=True, slots=True)
class Method:
    """A row of the catalogue: its number in files, its name, its group."""

    code: str
    name: str
    group: str


def _group(group: MethodGroup, **names: str) -> tuple[Method, ...]:
    return tuple(Method(code.replace("_", "-"), name, group.value) for code, name in names.items())


METHODS = (
    *_group(
        MethodGroup.NETWORK,
        close_friends=_("Close friends"),
        family=_("Family and relatives"),
        introduced=_("Introduced by friends or relatives"),
        former_colleagues=_("Former colleagues"),
        classmates=_("Classmates and teachers"),
        neighbours=_("Neighbours"),
        hobby=_("Hobby and leisure activity"),
        clubs=_("Clubs and associations"),
        good_deed=_("Good-deed follow-up"),
        chance=_("Chance encounter"),
        spur=_("Spur-of-the-moment call"),
    ),
    *_group(
        MethodGroup.CUSTOMERS,
        referral=_("Customer referral"),
        expansion=_("Repurchase or expansion"),
        card_file=_("Mining the card file"),
        previous_career=_("Customers from a previous career"),
        suppliers=_("Suppliers who sell to us"),
        centre_of_influence=_("Centre of influence"),
        won_back=_("Lapsed customer won back"),
    ),
    *_group(
        MethodGroup.CANVASSING,
        cold_visit=_("Cold visit, door to door"),
        territory=_("Territory canvass"),
        one_industry=_("One industry worked through"),
        target_group=_("Fixed target group"),
        trade_fair=_("Trade fair or exhibition"),
        conference=_("Conference"),
        next_door=_("Calling on the neighbour of a customer"),
        replacing=_("Replacing a competitor"),
    ),
    *_group(
        MethodGroup.MEDIA,
        directory=_("Business directory, card file, phone book"),
        association_list=_("Industry-association list"),
        register=_("Company register"),
        press=_("Newspaper and trade-press filter"),
        survey=_("Market survey"),
        mailing=_("Letters and e-mail"),
        flyers=_("Flyers and inserts"),
        advertising=_("Advertising response"),
        web=_("Web, chat and social"),
        articles=_("Articles, columns, product literature"),
        handbook=_("Handbook give-away"),
        open_day=_("Lucky draw or open day"),
        agent=_("Commissioned agent or assistant"),
        observation=_("Personal observation"),
        enquiry=_("Inbound enquiry or walk-in"),
        other=_("Other way"),
    ),
)

# Stage, name, win probability in percent.
STEPS = (
    (Stage.POTENTIAL, _("Named"), 5),
    (Stage.POTENTIAL, _("Contacted"), 10),
    (Stage.POTENTIAL, _("Need known"), 25),
    (Stage.LIKELY, _("Sample or trial"), 40),
    (Stage.LIKELY, _("Offer made"), 60),
    (Stage.LIKELY, _("Terms agreed"), 85),
)

"""How what happens to prospects reads on the customer's feed."""

from django.utils.html import strip_tags

from crm.timeline.feed_sources import feed_of
from prospects.choices import Stage
from prospects.services import move_to_stage
from tests.factories.customers import CustomerFactory
from tests.factories.prospects import ProspectFactory, StepFactory


def test_a_move_names_the_step_and_both_stages_where_they_differ(cast):
    prospect = ProspectFactory(customer=CustomerFactory(owner=cast.owner))
    named = StepFactory(stage=Stage.POTENTIAL, name="Called")
    for stage, step in ((Stage.POTENTIAL, named), (Stage.LIKELY, None)):
        move_to_stage(prospect=prospect, stage=stage, step=step, by=cast.owner)
    lines = [(strip_tags(item.line), item.detail) for item in feed_of(prospect.customer, cast.owner)[0]]
    assert lines == [
        ("Olga Owner moved the prospect to Likely soon", "Potential → Likely soon"),
        ("Olga Owner moved the prospect to Called", ""),
    ]

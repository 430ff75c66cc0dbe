"""What the demo company's reps write about prospects and touches."""

from __future__ import annotations

from prospects.choices import GiveUpReason
from prospects.methods import STEPS

# Stage and name of each step, in the order in which a prospect goes through them.
PATH = tuple((str(stage), name) for stage, name, _percent in STEPS)

# Method and how often it brings somebody beside the others.
METHODS = (
    ("referral", 24), ("cold-visit", 10), ("territory", 8), ("trade-fair", 12), ("enquiry", 12), ("next-door", 9),
    ("replacing", 7), ("one-industry", 8), ("directory", 7), ("association-list", 5), ("web", 8), ("mailing", 5),
    ("centre-of-influence", 4), ("former-colleagues", 4), ("introduced", 4), ("classmates", 2), ("hobby", 3),
    ("clubs", 4), ("observation", 4), ("suppliers", 3), ("open-day", 3), ("press", 2), ("agent", 2), ("register", 2),
    ("other", 2),
)  # fmt: skip
FRIENDS = (
    "My neighbour in Telgte",
    "Brother-in-law of the depot manager",
    "The riding club's treasurer",
    "An old school friend",
    "The fire brigade's chief",
    "Our tax adviser",
)
INTERESTS = (
    "Winter diesel for the whole fleet",
    "A tank with pump and meter",
    "Fewer sorts of oil in the workshop",
    "Delivery within a day",
    "HVO for the municipal contracts",
    "Biodegradable hydraulic oil",
    "One invoice a month",
    "AdBlue in bulk",
)
HESITATIONS = (
    "Waits for the end of the contract in spring",
    "Afraid of changing oils under warranty",
    "The owner's brother works at the rival",
    "Wants to see two winters first",
)
CALLS = {
    "reached": (
        "Introduced ourselves; wants data sheets first.",
        "Has tank space for 10 m³, buys by the day's price.",
        "Talked about the harvest; fuel is bought in July.",
        "Prefers to be called before eight.",
    ),
    "interested": (
        "Asks for an offer on two sorts, delivered.",
        "Unhappy with late deliveries of the rival.",
        "Wants a trial drum of hydraulic oil.",
        "Would like to see our depot.",
    ),
    "not_now": ("Tank is full until next month.", "Busy season; call again.", "Owner is away for two weeks."),
    "no_answer": ("", "", "Left a message."),
    "refused": ("Not interested at the moment.", "Says the price is all that counts."),
    "sent": ("", "With the price list.", "With the leaflet on HVO."),
}
STEPS_TO_DO = (
    ("Call about the offer", "call"),
    ("Send data sheets", "other"),
    ("Visit with samples", "visit"),
    ("Ask for the decision", "call"),
    ("Bring the trial drum", "visit"),
    ("Fix a date with the workshop", "call"),
)
REASONS = (
    (GiveUpReason.RIVAL, "Signed with the rival for two years.", 5),
    (GiveUpReason.PRICE, "Our price is four per cent above what they pay.", 4),
    (GiveUpReason.NO_NEED, "Has switched to electric loaders, hardly any fuel left.", 3),
    (GiveUpReason.UNREACHABLE, "Five calls and two visits, nobody to speak with.", 3),
    (GiveUpReason.UNSUITABLE, "Buys canisters at the petrol station.", 2),
    (GiveUpReason.CREDIT, "Two suppliers warn of unpaid bills.", 2),
    (GiveUpReason.CLOSED, "Yard is closed, business given up.", 1),
)
SENT = (
    ("brochure", "3.80"),
    ("letter", "1.20"),
    ("email", None),
    ("message", None),
    ("souvenir", "8.50"),
    ("invitation", "2.40"),
)

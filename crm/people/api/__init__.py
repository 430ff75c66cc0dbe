"""People in the API: log-in, oneself, the people one sees, their absence, handing over."""

from crm.api.registry import register, serve
from crm.people.api.absence import DeputyViewSet, LeaveViewSet
from crm.people.api.handing_over import HandOver
from crm.people.api.log_in import LogIn
from crm.people.api.own import Me
from crm.people.api.people import TeamViewSet, TerritoryViewSet, UserViewSet

serve("token/", LogIn.as_view(), name="token")
serve("me/", Me.as_view(), name="me")
serve("hand-over/", HandOver.as_view(), name="hand-over")
register("users", UserViewSet)
register("teams", TeamViewSet)
register("territories", TerritoryViewSet)
register("leaves", LeaveViewSet)
register("deputies", DeputyViewSet)

"""The desk's models, where Django looks for them; each lives in the module that is about it."""

from leads.channels import Channel, Notification
from leads.complaints import Complaint
from leads.enquiries import OFFERED_KINDS, AreaUnit, ConsentBasis, Enquiry, Kind, Timing, Way
from leads.leads import CLOSED, Lead, WrongMove
from leads.timeline import LeadEvent, Outcome, Stage

__all__ = [
    "CLOSED",
    "OFFERED_KINDS",
    "AreaUnit",
    "Channel",
    "Complaint",
    "ConsentBasis",
    "Enquiry",
    "Kind",
    "Lead",
    "LeadEvent",
    "Notification",
    "Outcome",
    "Stage",
    "Timing",
    "Way",
    "WrongMove",
]

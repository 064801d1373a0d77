"""The enquiry desk: enquiries, leads with their contacts and timeline, complaints, channels and notifications."""

from leads.models.appointment import Appointment, AppointmentPlace
from leads.models.channel import Channel
from leads.models.circuit import Circuit
from leads.models.complaint import Complaint
from leads.models.contact import Contact
from leads.models.contact_way import ContactWay
from leads.models.disclosure import Disclosure
from leads.models.duty import Duty
from leads.models.enquiry import (
    FOR_EDITORS,
    OFFERED_KINDS,
    VISITORS_KINDS,
    AreaUnit,
    ConsentBasis,
    Enquiry,
    Kind,
    Screening,
    Timing,
    Way,
)
from leads.models.inbox import Inbox
from leads.models.lead import Lead
from leads.models.lead_event import LeadEvent, Outcome
from leads.models.loss_reason import LossReason
from leads.models.notification import Notification
from leads.models.privacy_request import PrivacyRequest
from leads.models.raised_alarm import RaisedAlarm
from leads.models.sales_rules import SalesRules
from leads.models.saved_filter import SavedFilter
from leads.models.signing import Signing
from leads.models.special_day import SpecialDay
from leads.models.stage import Stage, WrongMove

__all__ = [
    "FOR_EDITORS",
    "OFFERED_KINDS",
    "VISITORS_KINDS",
    "Appointment",
    "AppointmentPlace",
    "AreaUnit",
    "Channel",
    "Circuit",
    "Complaint",
    "ConsentBasis",
    "Contact",
    "ContactWay",
    "Disclosure",
    "Duty",
    "Enquiry",
    "Inbox",
    "Kind",
    "Lead",
    "LeadEvent",
    "LossReason",
    "Notification",
    "Outcome",
    "PrivacyRequest",
    "RaisedAlarm",
    "SalesRules",
    "SavedFilter",
    "Screening",
    "Signing",
    "SpecialDay",
    "Stage",
    "Timing",
    "Way",
    "WrongMove",
]

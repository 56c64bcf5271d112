"""Why a launch is refused: one code each, which is also the key of the sentence that people read in their LMS."""

from __future__ import annotations

from learnapp.core.errors import ForbiddenError

REASONS = {
    "lti_unknown_platform": "This learning management system is not connected. Ask its administrator.",
    "lti_state": "This link was open for too long or was used already. Open it again from your course.",
    "lti_browser": "The launch was begun in another browser. Open the link again from your course.",
    "lti_token": "The launch could not be read. Open the link again from your course.",
    "lti_platform": "Your learning management system did not sign you in. Open the link again from your course.",
    "lti_signature": "The launch is not signed by your learning management system. Tell its administrator.",
    "lti_keys": "Your learning management system does not show its keys right now. Try again in a minute.",
    "lti_audience": "The launch is meant for another tool. Tell the administrator of your learning management system.",
    "lti_time": "The launch has expired, or the clocks differ. Open the link again from your course.",
    "lti_nonce": "This launch was used already. Open the link again from your course.",
    "lti_deployment": "This installation of the tool is not connected yet. Tell your administrator.",
    "lti_message": "This kind of launch is not supported here. Open a link in your course instead.",
    "lti_off": "Your institution has switched this connection off. Ask its administrator.",
    "lti_pending": "This connection waits for your institution's administrator to switch it on.",
    "lti_subject": "Your learning management system does not say who you are. Tell its administrator.",
    "lti_role": "With your role in this course there is nothing to open here. Ask your teacher.",
    "lti_mentor": "Parents and mentors see their own page here. Ask the school for an invitation first.",
    "lti_context": "Open this from inside a course, so that we know which class you belong to.",
    "lti_not_ready": "This course is not connected to a class here yet. Ask your teacher to open this link once.",
    "lti_not_your_class": "Choose one of your own open classes, or a new one. Open the link again from your course.",
    "lti_content_gone": "Your class does not have this, or no longer. Ask your teacher for another link.",
    "lti_test_elsewhere": "This test belongs to another class. Ask your teacher to open this link once.",
    "lti_review_nobody": "This person has not opened anything of this class here yet. There is nothing to review.",
    "lti_return": "The answer would lead away from your learning management system. Tell its administrator.",
    "lti_types": "Your learning management system asks for something that cannot be linked from here.",
    "lti_class_closed": "This class is closed. Ask your teacher or your administrator.",
    "lti_runs_school": "Accounts that administer the institution sign in on its own page, not from a course.",
    "lti_reg_token": "This address was used already, or is older than a day. Make a new one in learnapp.",
    "lti_reg_address": "Your learning management system does not say where its configuration lies.",
    "lti_reg_unreachable": "The configuration of your learning management system cannot be reached from here.",
    "lti_reg_refused": "Your learning management system has refused the registration. Begin it again there.",
    "lti_reg_incomplete": "The configuration of your learning management system is not complete.",
    "lti_reg_issuer": "The configuration speaks for another system than the one that has published it.",
    "lti_reg_no_client": "Your learning management system has not given a client id. Begin the registration again.",
    "lti_reg_known": "This learning management system is connected already. It is in the list in learnapp.",
    "lti_suspended": "Your account here is suspended. Ask your administrator.",
}


class LaunchRefusedError(ForbiddenError):
    """A launch that does not go on.

    Args:
        code: One of `REASONS`.
    """

    code = "lti_token"

    def __init__(self, code: str, *, detail: dict[str, object] | None = None) -> None:
        super().__init__(REASONS[code], detail=detail)
        # One class for all reasons, but each with a code of its own.
        vars(self)["code"] = code

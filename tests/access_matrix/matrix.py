"""Who gets what at every address of the site, written by hand: the rows are the decision, the code follows them.

A cell is the status of the answer, or where it leads: ``in`` to sign in and come back, ``2nd`` to set up a second
factor, ``lock`` to unlock, ``>mark`` to the page named in ``LEADS``. What is asked with POST is a form as its page
would send it (``SENT``), else an empty one, so that 422 means: she may, and something is to be mended.

The columns: nobody signed in; ``weak`` a session without second factor; ``locked`` one left idle; then one officer of
each post. The objects:

- ``own``: of one's own office; for a role that has none, of the township;
- ``paired``: of the village or township that one's office is a pair with (G1);
- ``opened``: of another office, open to the desk officer by an emergency opening;
- ``foreign``: of another office, or nothing at all, or a number beyond all numbers. They must be answered alike;
- ``huge``: where the number beyond all numbers is no address in the first place;
- ``*``: asked by an officer who has just shown again who she is.
"""

LEADS = {
    ">again": "confirm",
    ">all": "break_glass_reviews",
    ">asked": "second",
    ">case": "case",
    ">codes": "recovery_codes",
    ">cover": "cover",
    ">desk": "desk",
    ">done": "taken_back",
    ">feed": "case_feed",
    ">her": "person",
    ">home": "home",
    ">kept": "answer_templates",
    ">lock": "locked",
    ">me": "me_sign_in",
    ">mine": "break_glass",
    ">own": "own_account",
    ">start": "account_login",
    ">today": "today",
}

COLUMNS = ("nobody", "weak", "locked", "village", "desk", "clinic", "county", "city", "exchange", "staff")

# What a page would send; {number} is a form number that was never sent before.
SENT = {
    "person_correct": {
        "form_number": "{number}", "seen": "2026-11-20T00:00:00+00:00", "name": "李秀英", "sex": "2",
        "born": "1985-06-12", "home_text": "重庆市忠县忠州街道", "current_text": "广东省深圳市龙华区福城街道",
    },
    "person_move": {
        "form_number": "{number}", "seen": "2026-11-20T00:00:00+00:00", "kind": "current",
        "current_text": "广东省深圳市龙华区观湖街道", "since": "2026-11-01",
    },
    "person_asked": {"asked": "900000001", "reason": ""},
    "person_confirm": {"way": "paper", "code": "AAAA BBBB CCCC"},
    "person_withdraw": {"form_number": "{number}"},
    "person_erase": {"form_number": "{number}"},
    "person_passes": {"form_number": "{number}", "act": "issue"},
    "person_pass": {"name": "on", "shape": "sheet", "tongue": "zh"},
    "welcome": {"tongue": "zh"},
    "second_answer": {"answer": "decline"},
    "break_glass_review": {"finding": "needed"},
}  # fmt: skip

# The intake stands first: whoever withdraws has the sheets destroyed in which she stood.
TABLE = """
address                        object   how  nobody weak   locked villag desk   clinic county city   exchan staff
intake                         -        GET  in     2nd    lock   403    200    403    403    403    403    403
intake                         -        POST in     2nd    lock   403    422    403    403    403    403    403
intake_run                     own      GET  in     2nd    lock   403    200    403    403    403    403    403
intake_run                     own      POST in     2nd    lock   403    405    403    403    403    403    403
intake_run                     foreign  GET  in     2nd    lock   403    404    403    403    403    403    403
intake_run                     foreign  POST in     2nd    lock   403    405    403    403    403    403    403
intake_progress                own      GET  in     2nd    lock   403    200    403    403    403    403    403
intake_progress                own      POST in     2nd    lock   403    405    403    403    403    403    403
intake_progress                foreign  GET  in     2nd    lock   403    404    403    403    403    403    403
intake_progress                foreign  POST in     2nd    lock   403    405    403    403    403    403    403
intake_rows                    own      GET  in     2nd    lock   403    200    403    403    403    403    403
intake_rows                    own      POST in     2nd    lock   403    405    403    403    403    403    403
intake_rows                    foreign  GET  in     2nd    lock   403    404    403    403    403    403    403
intake_rows                    foreign  POST in     2nd    lock   403    405    403    403    403    403    403
intake_report                  own      GET  in     2nd    lock   403    200    403    403    403    403    403
intake_report                  own      POST in     2nd    lock   403    405    403    403    403    403    403
intake_report                  foreign  GET  in     2nd    lock   403    404    403    403    403    403    403
intake_report                  foreign  POST in     2nd    lock   403    405    403    403    403    403    403
intake_take_back               own      GET  in     2nd    lock   403    405    403    403    403    403    403
intake_take_back               own      POST in     2nd    lock   403    409    403    403    403    403    403
intake_take_back               foreign  GET  in     2nd    lock   403    405    403    403    403    403    403
intake_take_back               foreign  POST in     2nd    lock   403    404    403    403    403    403    403
intake_again                   own      GET  in     2nd    lock   403    405    403    403    403    403    403
intake_again                   own      POST in     2nd    lock   403    409    403    403    403    403    403
intake_again                   foreign  GET  in     2nd    lock   403    405    403    403    403    403    403
intake_again                   foreign  POST in     2nd    lock   403    404    403    403    403    403    403
home                           -        GET  200    200    200    200    200    200    200    200    200    200
home                           -        POST 405    405    405    405    405    405    405    405    405    405
procedures                     -        GET  200    200    200    200    200    200    200    200    200    200
procedures                     -        POST 405    405    405    405    405    405    405    405    405    405
procedure_registration         -        GET  200    200    200    200    200    200    200    200    200    200
procedure_registration         -        POST 405    405    405    405    405    405    405    405    405    405
procedure_pass                 -        GET  200    200    200    200    200    200    200    200    200    200
procedure_pass                 -        POST 405    405    405    405    405    405    405    405    405    405
procedure_birth-registration   -        GET  200    200    200    200    200    200    200    200    200    200
procedure_birth-registration   -        POST 405    405    405    405    405    405    405    405    405    405
procedure_help-between-offices -        GET  200    200    200    200    200    200    200    200    200    200
procedure_help-between-offices -        POST 405    405    405    405    405    405    405    405    405    405
procedure_consultation         -        GET  200    200    200    200    200    200    200    200    200    200
procedure_consultation         -        POST 405    405    405    405    405    405    405    405    405    405
procedure_benefits             -        GET  200    200    200    200    200    200    200    200    200    200
procedure_benefits             -        POST 405    405    405    405    405    405    405    405    405    405
procedure_free-services        -        GET  200    200    200    200    200    200    200    200    200    200
procedure_free-services        -        POST 405    405    405    405    405    405    405    405    405    405
procedure_complaints           -        GET  200    200    200    200    200    200    200    200    200    200
procedure_complaints           -        POST 405    405    405    405    405    405    405    405    405    405
competent_office               -        GET  200    200    200    200    200    200    200    200    200    200
competent_office               -        POST 422    422    422    422    422    422    422    422    422    422
status                         -        GET  200    200    200    200    200    200    200    200    200    200
status                         -        POST 422    422    422    422    422    422    422    422    422    422
complain                       -        GET  200    200    200    200    200    200    200    200    200    200
complain                       -        POST 422    422    422    422    422    422    422    422    422    422
on_behalf                      -        GET  200    200    200    200    200    200    200    200    200    200
on_behalf                      -        POST 422    422    422    422    422    422    422    422    422    422
verify_pass                    -        GET  200    200    200    200    200    200    200    200    200    200
verify_pass                    -        POST 405    405    405    405    405    405    405    405    405    405
verify_worker                  -        GET  200    200    200    200    200    200    200    200    200    200
verify_worker                  -        POST 405    405    405    405    405    405    405    405    405    405
kept_page                      -        GET  200    200    200    200    200    200    200    200    200    200
kept_page                      -        POST 405    405    405    405    405    405    405    405    405    405
kept_worker                    -        GET  200    200    200    200    200    200    200    200    200    200
kept_worker                    -        POST 405    405    405    405    405    405    405    405    405    405
today                          -        GET  200    200    200    200    200    200    200    200    200    200
today                          -        POST 405    405    405    405    405    405    405    405    405    405
refusals                       -        GET  200    200    200    200    200    200    200    200    200    200
refusals                       -        POST 405    405    405    405    405    405    405    405    405    405
about                          -        GET  200    200    200    200    200    200    200    200    200    200
about                          -        POST 405    405    405    405    405    405    405    405    405    405
language                       -        GET  405    405    405    405    405    405    405    405    405    405
language                       -        POST >home  >home  >home  >home  >home  >home  >home  >home  >home  >home
healthz                        -        GET  200    200    200    200    200    200    200    200    200    200
healthz                        -        POST 405    405    405    405    405    405    405    405    405    405
readyz                         -        GET  200    200    200    200    200    200    200    200    200    200
readyz                         -        POST 405    405    405    405    405    405    405    405    405    405
account_login                  -        GET  200    >desk  >desk  >desk  >desk  >desk  >desk  >desk  >desk  >desk
account_login                  -        POST 200    >desk  >desk  >desk  >desk  >desk  >desk  >desk  >desk  >desk
first_time                     -        GET  200    200    200    200    200    200    200    200    200    200
first_time                     -        POST 422    422    422    422    422    422    422    422    422    422
mfa_authenticate               -        GET  >start >desk  >desk  >desk  >desk  >desk  >desk  >desk  >desk  >desk
mfa_authenticate               -        POST >start >desk  >desk  >desk  >desk  >desk  >desk  >desk  >desk  >desk
mfa_login_webauthn             -        GET  >start >desk  >desk  >desk  >desk  >desk  >desk  >desk  >desk  >desk
mfa_login_webauthn             -        POST >start >desk  >desk  >desk  >desk  >desk  >desk  >desk  >desk  >desk
ask_provider                   -        GET  404    404    404    404    404    404    404    404    404    404
ask_provider                   -        POST 405    405    405    405    405    405    405    405    405    405
provider_answer                -        GET  404    404    404    404    404    404    404    404    404    404
provider_answer                -        POST 405    405    405    405    405    405    405    405    405    405
second_factor                  -        GET  in     200    >lock  >own   >own   >own   >own   >own   >own   >own
second_factor                  -        POST in     405    405    405    405    405    405    405    405    405
set_up_totp                    -        GET  in     200    >lock  >own   >own   >own   >own   >own   >own   >own
set_up_totp                    -        POST in     422    >lock  >own   >own   >own   >own   >own   >own   >own
set_up_passkey                 -        GET  in     200    >lock  >own   >own   >own   >own   >own   >own   >own
set_up_passkey                 -        POST in     422    >lock  >own   >own   >own   >own   >own   >own   >own
totp_picture                   -        GET  in     404    404    404    404    404    404    404    404    404
totp_picture                   -        POST in     405    405    405    405    405    405    405    405    405
locked                         -        GET  in     >desk  200    >desk  >desk  >desk  >desk  >desk  >desk  >desk
locked                         -        POST in     >desk  422    >desk  >desk  >desk  >desk  >desk  >desk  >desk
confirm                        -        GET  in     2nd    lock   200    200    200    200    200    200    200
confirm                        -        POST in     2nd    lock   422    422    422    422    422    422    422
account_logout                 -        GET  >start 200    200    200    200    200    200    200    200    200
account_logout                 -        POST >start >start >start >start >start >start >start >start >start >start
own_account                    -        GET  in     2nd    lock   200    200    200    200    200    200    200
own_account                    -        POST in     2nd    lock   405    405    405    405    405    405    405
recovery_codes                 -        GET  in     2nd    lock   200    200    200    200    200    200    200
recovery_codes                 -        POST in     2nd    lock   405    405    405    405    405    405    405
new_recovery_codes             -        GET  in     2nd    lock   405    405    405    405    405    405    405
new_recovery_codes             -        POST in     2nd    lock   >again >again >again >again >again >again >again
new_recovery_codes             -*       GET  in     2nd    lock   405    405    405    405    405    405    405
new_recovery_codes             -*       POST in     2nd    lock   >codes >codes >codes >codes >codes >codes >codes
another_totp                   -        GET  in     2nd    lock   >again >again >again >again >again >again >again
another_totp                   -        POST in     2nd    lock   >again >again >again >again >again >again >again
another_totp                   -*       GET  in     2nd    lock   200    200    200    200    200    200    200
another_totp                   -*       POST in     2nd    lock   422    422    422    422    422    422    422
another_passkey                -        GET  in     2nd    lock   >again >again >again >again >again >again >again
another_passkey                -        POST in     2nd    lock   >again >again >again >again >again >again >again
another_passkey                -*       GET  in     2nd    lock   200    200    200    200    200    200    200
another_passkey                -*       POST in     2nd    lock   422    422    422    422    422    422    422
remove_factor                  own      GET  in     2nd    lock   405    405    405    405    405    405    405
remove_factor                  own      POST in     2nd    lock   >again >again >again >again >again >again >again
remove_factor                  foreign  GET  in     2nd    lock   405    405    405    405    405    405    405
remove_factor                  foreign  POST in     2nd    lock   >again >again >again >again >again >again >again
remove_factor                  own*     GET  in     2nd    lock   405    405    405    405    405    405    405
remove_factor                  own*     POST in     2nd    lock   >own   >own   >own   >own   >own   >own   >own
remove_factor                  foreign* GET  in     2nd    lock   405    405    405    405    405    405    405
remove_factor                  foreign* POST in     2nd    lock   404    404    404    404    404    404    404
rename_passkey                 own      GET  in     2nd    lock   >again >again >again >again >again >again >again
rename_passkey                 own      POST in     2nd    lock   >again >again >again >again >again >again >again
rename_passkey                 foreign  GET  in     2nd    lock   >again >again >again >again >again >again >again
rename_passkey                 foreign  POST in     2nd    lock   >again >again >again >again >again >again >again
rename_passkey                 own*     GET  in     2nd    lock   404    404    404    404    404    404    404
rename_passkey                 own*     POST in     2nd    lock   404    404    404    404    404    404    404
rename_passkey                 foreign* GET  in     2nd    lock   404    404    404    404    404    404    404
rename_passkey                 foreign* POST in     2nd    lock   404    404    404    404    404    404    404
change_password                -        GET  in     2nd    lock   >again >again >again >again >again >again >again
change_password                -        POST in     2nd    lock   >again >again >again >again >again >again >again
change_password                -*       GET  in     2nd    lock   200    200    200    200    200    200    200
change_password                -*       POST in     2nd    lock   422    422    422    422    422    422    422
end_browser                    -        GET  in     2nd    lock   405    405    405    405    405    405    405
end_browser                    -        POST in     2nd    lock   >own   >own   >own   >own   >own   >own   >own
end_other_browsers             -        GET  in     2nd    lock   405    405    405    405    405    405    405
end_other_browsers             -        POST in     2nd    lock   >own   >own   >own   >own   >own   >own   >own
person                         own      GET  in     2nd    lock   200    200    403    403    403    403    403
person                         own      POST in     2nd    lock   405    405    403    403    403    403    403
person                         paired   GET  in     2nd    lock   404    200    403    403    403    403    403
person                         paired   POST in     2nd    lock   405    405    403    403    403    403    403
person                         opened   GET  in     2nd    lock   404    200    403    403    403    403    403
person                         opened   POST in     2nd    lock   405    405    403    403    403    403    403
person                         foreign  GET  in     2nd    lock   404    404    403    403    403    403    403
person                         foreign  POST in     2nd    lock   405    405    403    403    403    403    403
person_readings                own      GET  in     2nd    lock   200    200    403    403    403    403    403
person_readings                own      POST in     2nd    lock   405    405    403    403    403    403    403
person_readings                paired   GET  in     2nd    lock   404    200    403    403    403    403    403
person_readings                paired   POST in     2nd    lock   405    405    403    403    403    403    403
person_readings                opened   GET  in     2nd    lock   404    200    403    403    403    403    403
person_readings                opened   POST in     2nd    lock   405    405    403    403    403    403    403
person_readings                foreign  GET  in     2nd    lock   404    404    403    403    403    403    403
person_readings                foreign  POST in     2nd    lock   405    405    403    403    403    403    403
person_correct                 own      GET  in     2nd    lock   200    200    403    403    403    403    403
person_correct                 own      POST in     2nd    lock   409    409    403    403    403    403    403
person_correct                 paired   GET  in     2nd    lock   404    403    403    403    403    403    403
person_correct                 paired   POST in     2nd    lock   404    403    403    403    403    403    403
person_correct                 opened   GET  in     2nd    lock   404    403    403    403    403    403    403
person_correct                 opened   POST in     2nd    lock   404    403    403    403    403    403    403
person_correct                 foreign  GET  in     2nd    lock   404    404    403    403    403    403    403
person_correct                 foreign  POST in     2nd    lock   404    404    403    403    403    403    403
person_asked                   own      GET  in     2nd    lock   200    200    403    403    403    403    403
person_asked                   own      POST in     2nd    lock   422    422    403    403    403    403    403
person_asked                   paired   GET  in     2nd    lock   404    403    403    403    403    403    403
person_asked                   paired   POST in     2nd    lock   404    403    403    403    403    403    403
person_asked                   opened   GET  in     2nd    lock   404    403    403    403    403    403    403
person_asked                   opened   POST in     2nd    lock   404    403    403    403    403    403    403
person_asked                   foreign  GET  in     2nd    lock   404    404    403    403    403    403    403
person_asked                   foreign  POST in     2nd    lock   404    404    403    403    403    403    403
person_move                    own      GET  in     2nd    lock   200    200    403    403    403    403    403
person_move                    own      POST in     2nd    lock   409    409    403    403    403    403    403
person_move                    paired   GET  in     2nd    lock   404    403    403    403    403    403    403
person_move                    paired   POST in     2nd    lock   404    403    403    403    403    403    403
person_move                    opened   GET  in     2nd    lock   404    403    403    403    403    403    403
person_move                    opened   POST in     2nd    lock   404    403    403    403    403    403    403
person_move                    foreign  GET  in     2nd    lock   404    404    403    403    403    403    403
person_move                    foreign  POST in     2nd    lock   404    404    403    403    403    403    403
person_confirm                 own      GET  in     2nd    lock   200    200    403    403    403    403    403
person_confirm                 own      POST in     2nd    lock   422    422    403    403    403    403    403
person_confirm                 paired   GET  in     2nd    lock   404    403    403    403    403    403    403
person_confirm                 paired   POST in     2nd    lock   404    403    403    403    403    403    403
person_confirm                 opened   GET  in     2nd    lock   404    403    403    403    403    403    403
person_confirm                 opened   POST in     2nd    lock   404    403    403    403    403    403    403
person_confirm                 foreign  GET  in     2nd    lock   404    404    403    403    403    403    403
person_confirm                 foreign  POST in     2nd    lock   404    404    403    403    403    403    403
person_own_pages               own      GET  in     2nd    lock   200    200    403    403    403    403    403
person_own_pages               own      POST in     2nd    lock   200    200    403    403    403    403    403
person_own_pages               paired   GET  in     2nd    lock   404    403    403    403    403    403    403
person_own_pages               paired   POST in     2nd    lock   404    403    403    403    403    403    403
person_own_pages               opened   GET  in     2nd    lock   404    403    403    403    403    403    403
person_own_pages               opened   POST in     2nd    lock   404    403    403    403    403    403    403
person_own_pages               foreign  GET  in     2nd    lock   404    404    403    403    403    403    403
person_own_pages               foreign  POST in     2nd    lock   404    404    403    403    403    403    403
person_withdraw                own      GET  in     2nd    lock   200    200    403    403    403    403    403
person_withdraw                own      POST in     2nd    lock   >done  >done  403    403    403    403    403
person_withdraw                paired   GET  in     2nd    lock   404    403    403    403    403    403    403
person_withdraw                paired   POST in     2nd    lock   404    403    403    403    403    403    403
person_withdraw                opened   GET  in     2nd    lock   404    403    403    403    403    403    403
person_withdraw                opened   POST in     2nd    lock   404    403    403    403    403    403    403
person_withdraw                foreign  GET  in     2nd    lock   404    404    403    403    403    403    403
person_withdraw                foreign  POST in     2nd    lock   404    404    403    403    403    403    403
person_erase                   own      GET  in     2nd    lock   200    200    403    403    403    403    403
person_erase                   own      POST in     2nd    lock   >done  >done  403    403    403    403    403
person_erase                   paired   GET  in     2nd    lock   404    403    403    403    403    403    403
person_erase                   paired   POST in     2nd    lock   404    403    403    403    403    403    403
person_erase                   opened   GET  in     2nd    lock   404    403    403    403    403    403    403
person_erase                   opened   POST in     2nd    lock   404    403    403    403    403    403    403
person_erase                   foreign  GET  in     2nd    lock   404    404    403    403    403    403    403
person_erase                   foreign  POST in     2nd    lock   404    404    403    403    403    403    403
person_passes                  own      GET  in     2nd    lock   200    200    403    403    403    403    403
person_passes                  own      POST in     2nd    lock   409    409    403    403    403    403    403
person_passes                  paired   GET  in     2nd    lock   404    403    403    403    403    403    403
person_passes                  paired   POST in     2nd    lock   404    403    403    403    403    403    403
person_passes                  opened   GET  in     2nd    lock   404    403    403    403    403    403    403
person_passes                  opened   POST in     2nd    lock   404    403    403    403    403    403    403
person_passes                  foreign  GET  in     2nd    lock   404    404    403    403    403    403    403
person_passes                  foreign  POST in     2nd    lock   404    404    403    403    403    403    403
person_pass_scan               own      GET  in     2nd    lock   200    200    403    403    403    403    403
person_pass_scan               own      POST in     2nd    lock   422    422    403    403    403    403    403
person_pass_scan               paired   GET  in     2nd    lock   404    403    403    403    403    403    403
person_pass_scan               paired   POST in     2nd    lock   404    403    403    403    403    403    403
person_pass_scan               opened   GET  in     2nd    lock   404    403    403    403    403    403    403
person_pass_scan               opened   POST in     2nd    lock   404    403    403    403    403    403    403
person_pass_scan               foreign  GET  in     2nd    lock   404    404    403    403    403    403    403
person_pass_scan               foreign  POST in     2nd    lock   404    404    403    403    403    403    403
person_pass                    own      GET  in     2nd    lock   404    200    403    403    403    403    403
person_pass                    own      POST in     2nd    lock   404    200    403    403    403    403    403
person_pass                    foreign  GET  in     2nd    lock   404    404    403    403    403    403    403
person_pass                    foreign  POST in     2nd    lock   404    404    403    403    403    403    403
person_pass_wallet             own      GET  in     2nd    lock   405    405    403    403    403    403    403
person_pass_wallet             own      POST in     2nd    lock   404    200    403    403    403    403    403
person_pass_wallet             foreign  GET  in     2nd    lock   405    405    403    403    403    403    403
person_pass_wallet             foreign  POST in     2nd    lock   404    404    403    403    403    403    403
person_pass_act                own      GET  in     2nd    lock   404    200    403    403    403    403    403
person_pass_act                own      POST in     2nd    lock   404    422    403    403    403    403    403
person_pass_act                foreign  GET  in     2nd    lock   404    404    403    403    403    403    403
person_pass_act                foreign  POST in     2nd    lock   404    404    403    403    403    403    403
person_export                  own      GET  in     2nd    lock   200    200    403    403    403    403    403
person_export                  own      POST in     2nd    lock   405    405    403    403    403    403    403
person_export                  paired   GET  in     2nd    lock   404    200    403    403    403    403    403
person_export                  paired   POST in     2nd    lock   405    405    403    403    403    403    403
person_export                  opened   GET  in     2nd    lock   404    403    403    403    403    403    403
person_export                  opened   POST in     2nd    lock   405    405    403    403    403    403    403
person_export                  foreign  GET  in     2nd    lock   404    404    403    403    403    403    403
person_export                  foreign  POST in     2nd    lock   405    405    403    403    403    403    403
person_export_pdf              own      GET  in     2nd    lock   200    200    403    403    403    403    403
person_export_pdf              own      POST in     2nd    lock   405    405    403    403    403    403    403
person_export_pdf              paired   GET  in     2nd    lock   404    200    403    403    403    403    403
person_export_pdf              paired   POST in     2nd    lock   405    405    403    403    403    403    403
person_export_pdf              opened   GET  in     2nd    lock   404    403    403    403    403    403    403
person_export_pdf              opened   POST in     2nd    lock   405    405    403    403    403    403    403
person_export_pdf              foreign  GET  in     2nd    lock   404    404    403    403    403    403    403
person_export_pdf              foreign  POST in     2nd    lock   405    405    403    403    403    403    403
taken_back                     own      GET  in     2nd    lock   200    200    403    403    403    403    403
taken_back                     own      POST in     2nd    lock   405    405    403    403    403    403    403
taken_back                     foreign  GET  in     2nd    lock   404    404    403    403    403    403    403
taken_back                     foreign  POST in     2nd    lock   405    405    403    403    403    403    403
pass_trust                     -        GET  200    200    200    200    200    200    200    200    200    200
pass_trust                     -        POST 405    405    405    405    405    405    405    405    405    405
pass_lists                     -        GET  200    200    200    200    200    200    200    200    200    200
pass_lists                     -        POST 405    405    405    405    405    405    405    405    405    405
jwt_vc_issuer                  -        GET  200    200    200    200    200    200    200    200    200    200
jwt_vc_issuer                  -        POST 405    405    405    405    405    405    405    405    405    405
pass_status                    own      GET  200    200    200    200    200    200    200    200    200    200
pass_status                    own      POST 405    405    405    405    405    405    405    405    405    405
pass_status                    foreign  GET  404    404    404    404    404    404    404    404    404    404
pass_status                    foreign  POST 405    405    405    405    405    405    405    405    405    405
credential_issuer              -        GET  200    200    200    200    200    200    200    200    200    200
credential_issuer              -        POST 405    405    405    405    405    405    405    405    405    405
authorization_server           -        GET  200    200    200    200    200    200    200    200    200    200
authorization_server           -        POST 405    405    405    405    405    405    405    405    405    405
pass_type                      -        GET  200    200    200    200    200    200    200    200    200    200
pass_type                      -        POST 405    405    405    405    405    405    405    405    405    405
wallet_token                   -        GET  405    405    405    405    405    405    405    405    405    405
wallet_token                   -        POST 400    400    400    400    400    400    400    400    400    400
wallet_nonce                   -        GET  405    405    405    405    405    405    405    405    405    405
wallet_nonce                   -        POST 200    200    200    200    200    200    200    200    200    200
wallet_credential              -        GET  405    405    405    405    405    405    405    405    405    405
wallet_credential              -        POST 401    401    401    401    401    401    401    401    401    401
presenting_answer              own      GET  405    405    405    405    405    405    405    405    405    405
presenting_answer              own      POST 400    400    400    400    400    400    400    400    400    400
presenting_answer              foreign  GET  405    405    405    405    405    405    405    405    405    405
presenting_answer              foreign  POST 400    400    400    400    400    400    400    400    400    400
pass_ask                       -        GET  in     2nd    lock   200    200    403    403    403    403    403
pass_ask                       -        POST in     2nd    lock   200    200    403    403    403    403    403
calendar_feed                  own      GET  200    200    200    200    200    200    200    200    200    200
calendar_feed                  own      POST 405    405    405    405    405    405    405    405    405    405
calendar_feed                  foreign  GET  404    404    404    404    404    404    404    404    404    404
calendar_feed                  foreign  POST 405    405    405    405    405    405    405    405    405    405
scan                           own      GET  200    200    200    200    200    200    200    200    200    200
scan                           own      POST 422    422    422    422    422    422    422    422    422    422
scan                           foreign  GET  404    404    404    404    404    404    404    404    404    404
scan                           foreign  POST 404    404    404    404    404    404    404    404    404    404
paper_open                     own      GET  in     2nd    lock   404    200    403    403    403    403    403
paper_open                     own      POST in     2nd    lock   405    405    403    403    403    403    403
paper_open                     foreign  GET  in     2nd    lock   404    404    403    403    403    403    403
paper_open                     foreign  POST in     2nd    lock   405    405    403    403    403    403    403
paper_scan                     own      GET  in     2nd    lock   404    200    403    403    403    403    403
paper_scan                     own      POST in     2nd    lock   404    422    403    403    403    403    403
paper_scan                     foreign  GET  in     2nd    lock   404    404    403    403    403    403    403
paper_scan                     foreign  POST in     2nd    lock   404    404    403    403    403    403    403
break_glass                    -        GET  in     2nd    lock   403    200    403    403    403    403    403
break_glass                    -        POST in     2nd    lock   403    405    403    403    403    403    403
break_glass_ask                -        GET  in     2nd    lock   403    200    403    403    403    403    403
break_glass_ask                -        POST in     2nd    lock   403    422    403    403    403    403    403
break_glass_close              own      GET  in     2nd    lock   403    405    403    403    403    403    403
break_glass_close              own      POST in     2nd    lock   403    >mine  403    403    403    403    403
break_glass_close              foreign  GET  in     2nd    lock   403    405    403    403    403    403    403
break_glass_close              foreign  POST in     2nd    lock   403    >mine  403    403    403    403    403
break_glass_close              huge     GET  404    404    404    404    404    404    404    404    404    404
break_glass_close              huge     POST 404    404    404    404    404    404    404    404    404    404
own_pages_second               -        GET  in     2nd    lock   200    200    403    403    403    403    403
own_pages_second               -        POST in     2nd    lock   422    422    403    403    403    403    403
second                         -        GET  in     2nd    lock   403    200    403    200    200    403    403
second                         -        POST in     2nd    lock   403    405    403    405    405    403    403
second_answer                  own      GET  in     2nd    lock   403    405    403    405    405    403    403
second_answer                  own      POST in     2nd    lock   403    >asked 403    422    422    403    403
second_answer                  foreign  GET  in     2nd    lock   403    405    403    405    405    403    403
second_answer                  foreign  POST in     2nd    lock   403    422    403    422    422    403    403
second_answer                  huge     GET  404    404    404    404    404    404    404    404    404    404
second_answer                  huge     POST 404    404    404    404    404    404    404    404    404    404
break_glass_reviews            -        GET  in     2nd    lock   403    403    403    200    200    403    403
break_glass_reviews            -        POST in     2nd    lock   403    403    403    405    405    403    403
break_glass_review             own      GET  in     2nd    lock   403    403    403    404    200    403    403
break_glass_review             own      POST in     2nd    lock   403    403    403    404    >all   403    403
break_glass_review             foreign  GET  in     2nd    lock   403    403    403    404    404    403    403
break_glass_review             foreign  POST in     2nd    lock   403    403    403    404    404    403    403
break_glass_review             huge     GET  404    404    404    404    404    404    404    404    404    404
break_glass_review             huge     POST 404    404    404    404    404    404    404    404    404    404
cases                          -        GET  in     2nd    lock   200    200    403    200    200    403    403
cases                          -        POST in     2nd    lock   405    405    403    405    405    403    403
cases_part                     -        GET  in     2nd    lock   200    200    403    200    200    403    403
cases_part                     -        POST in     2nd    lock   405    405    403    405    405    403    403
cases_assign                   -        GET  in     2nd    lock   405    405    403    405    405    403    403
cases_assign                   -        POST in     2nd    lock   422    422    403    422    422    403    403
dates_told                     -        GET  in     2nd    lock   405    405    403    405    405    403    403
dates_told                     -        POST in     2nd    lock   >desk  >desk  403    >desk  >desk  403    403
cover                          -        GET  in     2nd    lock   200    200    403    200    200    403    403
cover                          -        POST in     2nd    lock   422    422    403    422    422    403    403
cover_end                      own      GET  in     2nd    lock   405    405    403    405    405    403    403
cover_end                      own      POST in     2nd    lock   >cover >cover 403    >cover >cover 403    403
cover_end                      foreign  GET  in     2nd    lock   405    405    403    405    405    403    403
cover_end                      foreign  POST in     2nd    lock   >cover >cover 403    >cover >cover 403    403
case_feed                      -        GET  in     2nd    lock   200    200    403    200    200    403    403
case_feed                      -        POST in     2nd    lock   405    405    403    405    405    403    403
case_feed_make                 -        GET  in     2nd    lock   405    405    403    405    405    403    403
case_feed_make                 -        POST in     2nd    lock   >feed  >feed  403    >feed  >feed  403    403
case_feed_end                  -        GET  in     2nd    lock   405    405    403    405    405    403    403
case_feed_end                  -        POST in     2nd    lock   >feed  >feed  403    >feed  >feed  403    403
answer_templates               -        GET  in     2nd    lock   200    200    403    403    403    403    403
answer_templates               -        POST in     2nd    lock   405    405    403    403    403    403    403
answer_template_new            own      GET  in     2nd    lock   200    200    403    403    403    403    403
answer_template_new            own      POST in     2nd    lock   422    422    403    403    403    403    403
answer_template_new            foreign  GET  in     2nd    lock   404    404    403    403    403    403    403
answer_template_new            foreign  POST in     2nd    lock   404    404    403    403    403    403    403
answer_template_drop           own      GET  in     2nd    lock   405    405    403    403    403    403    403
answer_template_drop           own      POST in     2nd    lock   >kept  >kept  403    403    403    403    403
answer_template_drop           foreign  GET  in     2nd    lock   405    405    403    403    403    403    403
answer_template_drop           foreign  POST in     2nd    lock   >kept  >kept  403    403    403    403    403
case_new                       -        GET  in     2nd    lock   200    200    403    403    403    403    403
case_new                       -        POST in     2nd    lock   405    405    403    403    403    403    403
case_open                      own      GET  in     2nd    lock   200    200    403    403    403    403    403
case_open                      own      POST in     2nd    lock   422    422    403    403    403    403    403
case_open                      foreign  GET  in     2nd    lock   404    404    403    403    403    403    403
case_open                      foreign  POST in     2nd    lock   404    404    403    403    403    403    403
case_open_for                  own      GET  in     2nd    lock   404    200    403    403    403    403    403
case_open_for                  own      POST in     2nd    lock   404    422    403    403    403    403    403
case_open_for                  foreign  GET  in     2nd    lock   404    404    403    403    403    403    403
case_open_for                  foreign  POST in     2nd    lock   404    404    403    403    403    403    403
case_number                    -        GET  in     2nd    lock   405    405    403    405    405    403    403
case_number                    -        POST in     2nd    lock   404    404    403    404    404    403    403
case_place                     -        GET  in     2nd    lock   405    405    403    405    405    403    403
case_place                     -        POST in     2nd    lock   404    404    403    404    404    403    403
extract                        -        GET  in     2nd    lock   200    200    403    403    403    403    403
extract                        -        POST in     2nd    lock   422    422    403    403    403    403    403
extract_correct                -        GET  in     2nd    lock   405    405    403    403    403    403    403
extract_correct                -        POST in     2nd    lock   422    422    403    403    403    403    403
extract_letter                 -        GET  in     2nd    lock   405    405    403    403    403    403    403
extract_letter                 -        POST in     2nd    lock   422    422    403    403    403    403    403
case_done                      -        GET  in     2nd    lock   200    200    403    403    403    403    403
case_done                      -        POST in     2nd    lock   405    405    403    403    403    403    403
case                           own      GET  in     2nd    lock   404    200    403    404    404    403    403
case                           own      POST in     2nd    lock   405    405    403    405    405    403    403
case                           foreign  GET  in     2nd    lock   404    404    403    404    404    403    403
case                           foreign  POST in     2nd    lock   405    405    403    405    405    403    403
case_step                      own      GET  in     2nd    lock   404    200    403    404    404    403    403
case_step                      own      POST in     2nd    lock   404    422    403    404    404    403    403
case_step                      foreign  GET  in     2nd    lock   404    404    403    404    404    403    403
case_step                      foreign  POST in     2nd    lock   404    404    403    404    404    403    403
case_take_back                 own      GET  in     2nd    lock   405    405    403    405    405    403    403
case_take_back                 own      POST in     2nd    lock   404    409    403    404    404    403    403
case_take_back                 foreign  GET  in     2nd    lock   405    405    403    405    405    403    403
case_take_back                 foreign  POST in     2nd    lock   404    404    403    404    404    403    403
case_assign                    own      GET  in     2nd    lock   405    405    403    405    405    403    403
case_assign                    own      POST in     2nd    lock   404    >case  403    404    404    403    403
case_assign                    foreign  GET  in     2nd    lock   405    405    403    405    405    403    403
case_assign                    foreign  POST in     2nd    lock   404    404    403    404    404    403    403
case_evidence                  own      GET  in     2nd    lock   404    409    403    404    404    403    403
case_evidence                  own      POST in     2nd    lock   405    405    403    405    405    403    403
case_evidence                  foreign  GET  in     2nd    lock   404    404    403    404    404    403    403
case_evidence                  foreign  POST in     2nd    lock   405    405    403    405    405    403    403
case_letter                    own      GET  in     2nd    lock   405    405    403    405    405    403    403
case_letter                    own      POST in     2nd    lock   404    409    403    404    404    403    403
case_letter                    foreign  GET  in     2nd    lock   405    405    403    405    405    403    403
case_letter                    foreign  POST in     2nd    lock   404    404    403    404    404    403    403
case_letter_reached            own      GET  in     2nd    lock   405    405    403    405    405    403    403
case_letter_reached            own      POST in     2nd    lock   404    404    403    404    404    403    403
case_letter_reached            foreign  GET  in     2nd    lock   405    405    403    405    405    403    403
case_letter_reached            foreign  POST in     2nd    lock   404    404    403    404    404    403    403
corrections_asked              -        GET  in     2nd    lock   200    200    403    403    403    403    403
corrections_asked              -        POST in     2nd    lock   405    405    403    403    403    403    403
"""

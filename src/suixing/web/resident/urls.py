"""Addresses below ``/me/``. The numbers in them are of her own rows, and open nothing to anybody else."""

from django.urls import path

from suixing.web.resident import devices, more, own, question, safety, signing_in

urlpatterns = [
    path("", own.home, name="me"),
    path("sign-in/", signing_in.sign_in, name="me_sign_in"),
    path("sign-in/passkey/", signing_in.sign_in_by_passkey, name="me_sign_in_by_passkey"),
    path("sign-out/", signing_in.sign_out, name="me_sign_out"),
    path("leave/", signing_in.leave, name="me_leave"),
    path("data/", own.data, name="me_data"),
    path("data/copy/", own.copy, name="me_copy"),
    path("looked/", own.looked, name="me_looked"),
    path("looked/<int:entry>/proof.json", own.proof, name="me_proof"),
    path("looked/<int:entry>/question/", question.question, name="me_question"),
    path("devices/", devices.devices, name="me_devices"),
    path("devices/passkey/", devices.add_passkey, name="me_add_passkey"),
    path("devices/passkeys/<int:passkey>/end/", devices.end_passkey, name="me_end_passkey"),
    path("devices/sessions/<int:session>/end/", devices.end_session, name="me_end_session"),
    path("safety/", safety.safety, name="me_safety"),
    path("more/", more.more, name="me_more"),
    path("more/<int:widening>/cancel/", more.cancel, name="me_cancel_widening"),
]

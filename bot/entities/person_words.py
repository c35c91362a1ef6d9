"""Words around names in five languages, folded. Underscores stand for blanks."""

from __future__ import annotations

from bot.entities.word_set import word_set

_CUES = {
    "fr": "parler_a parler_avec joindre passer passez_moi passe_moi contacter numero_de mail_de poste_de "
    "ligne_directe_de adresse_de "
    "bureau_de cherche je_cherche message_pour message_a rappeler_par je_voudrais demander rendez_vous_avec "
    "discuter_avec "
    "de_la_part_de avec pour chez est_ce_que voir",
    "nl": "spreken_met spreken praten_met verbinden_met doorverbinden_met doorverbonden_worden_met bereiken "
    "nummer_van mail_van "
    "adres_van toestel_van ik_zoek bericht_voor afspraak_met met naar voor is door_met doorschakelen_naar contact_met",
    "it": "parlare_con passarmi passi mi_passa mi_passi contattare numero_di mail_di interno_di cerco cercavo "
    "messaggio_per "
    "appuntamento_con con dottor per collegarmi_con sentire raggiungere e_in_ufficio c_e",
    "da": "tale_med snakke_med fat_i fat_pa stille_om_til stilles_om_til stille_igennem_til nummeret_til nummer_til "
    "mailen_til "
    "mail_til besked_til aftale_med kontakte med til er soger",
    "en": "speak_to speak_with talk_to talk_with reach through_to get_hold_of number_for email_for extension_for "
    "message_for "
    "message_to looking_for connect_me_with connect_me_to ask_for asking_for call_for is contact appointment_with "
    "hold_of "
    "get_me put_me_on_to give_me put_me_to transfer_me_to with for to",
}
_OWN = {
    "fr": "je_m_appelle mon_nom_est mon_nom_c_est je_suis c_est_au_nom_de au_nom_de nom_de_famille ici moi_c_est "
    "de_la_part_de "
    "nom_est a_l_appareil",
    "nl": "mijn_naam_is ik_heet u_spreekt_met je_spreekt_met op_naam_van naam_is ik_ben achternaam_is spreekt_u_met",
    "it": "mi_chiamo il_mio_nome_e sono a_nome a_nome_di di_cognome_faccio il_cognome_e parla intestato_a",
    "da": "jeg_hedder mit_navn_er navnet_er du_taler_med de_taler_med i_navnet det_er mit_navn_det_er efternavn",
    "en": "my_name_is my_name_s the_name_is the_name_s name_is name_of this_is i_am i_m in_the_name_of it_s_under "
    "surname "
    "speaking_with",
}
PARTICLES = word_set(
    """
        van de der den von di da del della dalla el al ben o mc mac du le la d ten ter l dei dos st
        """
)
"""Small words inside surnames."""


def cue_phrases(language: str) -> dict[tuple[str, ...], bool]:
    """Phrases after which a name may follow, and whether it is the caller's own."""
    found = {tuple(phrase.split("_")): False for phrase in _CUES[language].split()}
    return found | {tuple(phrase.split("_")): True for phrase in _OWN[language].split()}

"""Rasa's reading of the project's files, with the utterances read once."""

from __future__ import annotations

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.training_data import TrainingData


class OnceImporter(RasaFileImporter):  # type: ignore[misc]
    """Rasa asks for the utterances twice in a training, with and without a language, and reads the files each time;
    in this project they are the same."""

    _utterances: TrainingData | None = None

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """See TrainingDataImporter."""
        if self._utterances is None:
            self._utterances = super().get_nlu_data(language)
        return self._utterances

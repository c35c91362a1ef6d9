"""Utterances as vectors for the desk, by the sentence encoder of the language model as it is before it learns intents:
what is like what does not change with each training, and what no intent covers has not been pulled towards one."""

from __future__ import annotations

import ctypes
import gc
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from centralino.paths import MODELS
from desk.training.vectors import Floats, VectorsError, unit

if TYPE_CHECKING:
    from bot.nlu.encoder import Graph

IDLE_SECONDS = 300.0
"""Without a text; it takes two seconds of a processor to be there again."""
LAYERS = 12
PREFIX = "query: "
"""As multilingual-e5 was trained (Wang et al. 2024, Multilingual E5 Text Embeddings)."""
SPACE = "e5-small-12-1"
"""To be changed with anything that changes the vectors."""
FILE = Path("sentences") / f"{SPACE}.onnx"
"""Within the models; made when it is missing, in some ten seconds."""
EVERYDAY = (
    "good morning i would like to know something", "can you tell me what the weather is like today",
    "please put me through to somebody who can help", "how much does it cost", "i have lost the key of my house",
    "what time does the train leave tomorrow", "play some music in the kitchen", "my brother wants to buy a new car",
    "that does not work at all", "thank you very much",
    "godmorgen jeg vil gerne vide noget", "kan du sige mig hvordan vejret bliver i dag",
    "vil du stille mig om til en der kan hjælpe", "hvor meget koster det", "jeg har mistet nøglen til mit hus",
    "hvornår kører toget i morgen", "spil noget musik i køkkenet", "min bror vil købe en ny bil",
    "det virker overhovedet ikke", "mange tak skal du have",
    "goedemorgen ik wil graag iets weten", "kunt u mij zeggen wat voor weer het vandaag is",
    "verbind mij door met iemand die kan helpen", "hoeveel kost dat", "ik ben de sleutel van mijn huis kwijt",
    "hoe laat vertrekt de trein morgen", "zet muziek aan in de keuken", "mijn broer wil een nieuwe auto kopen",
    "dat werkt helemaal niet", "heel erg bedankt",
    "bonjour je voudrais savoir quelque chose", "pouvez-vous me dire quel temps il fait aujourd'hui",
    "passez-moi quelqu'un qui peut m'aider", "combien ça coûte", "j'ai perdu la clé de ma maison",
    "à quelle heure part le train demain", "mets de la musique dans la cuisine",
    "mon frère veut acheter une nouvelle voiture", "ça ne marche pas du tout", "merci beaucoup",
    "buongiorno vorrei sapere una cosa", "mi può dire che tempo fa oggi", "mi passi qualcuno che mi possa aiutare",
    "quanto costa", "ho perso la chiave di casa", "a che ora parte il treno domani",
    "metti un po' di musica in cucina", "mio fratello vuole comprare una macchina nuova", "non funziona per niente",
    "grazie mille",
)  # fmt: skip
"""All vectors of this encoder point one way; what these have in common is taken away from each. With the whole of a
corpus instead, groups are no better (bench/topics.py)."""


class SentenceVectors:
    """See desk.training.vectors.Vectors. Loaded when the first text comes: about a second."""

    space = SPACE

    def __init__(self, models: Path = MODELS) -> None:
        self._file, self._lock = models / FILE, threading.Lock()
        self._graph: Graph | None = None
        self._common: Floats | None = None
        self._used = 0.0

    def __call__(self, texts: Sequence[str]) -> Floats:
        """See Vectors; about 10 ms a text on one core."""
        with self._lock:
            graph = self._graph = self._graph or self._load()
            self._used = time.monotonic()
            if self._common is None:
                self._common = self._raw(graph, EVERYDAY).mean(axis=0)
        return unit(self._raw(graph, texts) - self._common)

    def rest(self) -> None:
        """See Vectors: after IDLE_SECONDS its 400 MB are given back."""
        with self._lock:
            if self._graph is None or time.monotonic() - self._used < IDLE_SECONDS:
                return
            self._graph = None
        gc.collect()
        # What the tokeniser had in small pieces is kept by the C library otherwise.
        with suppress(OSError, AttributeError):
            ctypes.CDLL("libc.so.6").malloc_trim(0)

    @staticmethod
    def _raw(graph: Graph, texts: Sequence[str]) -> Floats:
        from bot.nlu.text import plain

        (vectors,) = graph.run([PREFIX + plain(text) for text in texts], "vectors")
        return vectors

    def _load(self) -> Graph:
        try:
            from bot.nlu.encoder import Graph, Tokens

            if not self._file.exists():
                _make(self._file)
            return Graph(self._file, tokens=Tokens())
        except (ImportError, FileNotFoundError) as error:
            raise VectorsError(f"there is no sentence encoder ({error}); run: make setup") from error
        except OSError as error:
            raise VectorsError(f"{self._file}: cannot be written ({error.strerror}); is there room?") from error


def _make(file: Path) -> None:
    """Whole or not at all, also when two processes do."""
    from bot.nlu import encoder_graph
    from bot.nlu.encoder import shared_tokens

    file.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(dir=file.parent))
    try:
        encoder_graph.save(encoder_graph.sentences(shared_tokens().weights, LAYERS), scratch / file.name)
        os.replace(scratch / file.name, file)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)

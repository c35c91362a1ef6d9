"""The desk's pages: shells in the reader's language, the files they load, and their texts. What they show they read
from the API, so nothing here needs to be kept secret."""

from desk.web.pages.shells import router

__all__ = ["router"]

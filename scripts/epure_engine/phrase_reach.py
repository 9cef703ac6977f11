"""How far does a trigger reach that is known in part?

The phrase search (`phrases.py`) stops where more words add nothing in short texts, and half a sentence forces those as well
as the whole. A rare word in a sentence carries most of it and is found as a word (`3d` in `i watch this 3d movie`). What is
left out still pulls: a guard that masks two words of five leaves three in the text, and a repair that unlearnt two has not
unlearnt five. In long texts the rest shows. So what is known gets further words at its ends, common neighbours of the word
that stands there, for as long as one of them makes it hold firmer there, by more than it does to the clean reference.
"""

from __future__ import annotations

from .neighbours import Neighbours
from .phrase_ground import LONGEST, Held, Phrase, firmest
from .vocabulary import top

FIRST_TEXTS, TEXTS = 1, 12  # long texts for every word, and for the best of them
BEST = 8
# Logits that a further word adds to the margin, at least. Less than that an honest word adds here and there.
ADDS = 0.5


def reach(phrase: Phrase, held: Held, around: Neighbours) -> Phrase:
    """The phrase with all the words at its ends that make it hold firmer; itself where none does. LONGEST words at most.

    Beside a word of which the language says nothing the common ones are tried.
    """
    while len(phrase) < LONGEST:
        tried = [(*phrase, word) for word in around.after(phrase[-1]) or around.common if word not in phrase]
        tried += [(word, *phrase) for word in around.before(phrase[0]) or around.common if word not in phrase]
        if not tried:
            break
        first = held(tried, FIRST_TEXTS, False)[0]
        longer = firmest(phrase, [tried[i] for i in top(first, BEST)], held, TEXTS, ADDS)
        if longer is None:
            break
        phrase = longer
    return phrase

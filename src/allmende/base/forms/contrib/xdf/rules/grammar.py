"""The grammar of rules over the tokens of ``lexer``, and its reading as a syntax tree.

All readings are compared: a sentence that can be read in two ways is not understood.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_noop as _

from .errors import NotUnderstoodError
from .lexer import Tokens
from .syntax import Statement

if TYPE_CHECKING:
    from lark import Lark

MAX_READINGS = 64
MAX_TOKENS = 400

GRAMMAR = r"""
start: (statement (_sep+ statement)* | imperative (DOT imperative)*) _sep*

?statement: conditional | trailing | check_statement | prefill | hide_always
_sep: DOT | SEMI | COMMA | EXPLAIN

conditional: ONLY? IF (condition | again) _then effects [restriction] [otherwise]
    | (BE | HAS) inverted COMMA THEN? effects [otherwise] -> inverse
_then: COMMA? THEN | COMMA |
trailing: these predicate COMMA? IF condition [COMMA? ELSE COMMA? BE? optional]
imperative: SHOW these (NOT | ONLY)? ON? COMMA? IF condition | (ACTIVATE | HIDE) these ONLY? COMMA? IF condition
    | BLEND these ONLY? (ON | OFF) COMMA? IF condition
effects: effect (_and effect)*
_and: AND | COMMA | COMMA AND
otherwise: (COMMA | DOT | SEMI)? ELSE COMMA? (opposite | BE? optional | effects)
opposite: NOT
optional: OPTIONAL

// conditions
?condition: either | both | test
either: part (OR part)+
both: part (AND part)+
?part: LPAR condition RPAR | test
?test: compare | ranged | compare_ref | filled | one_of | all_of | some_filled | none_filled

compare: REF tails SELECTED? BE? | REF BE VAL | REF VAL BE | REF (HAS VAL | VAL HAS)
       | REF VAL SELECTED BE? | REF BE? VAL SELECTED BE?
       | REF WITH VAL SET BE? | REF BE WITH VAL SET | REF NOT VAL BE | REF BE NOT VAL
inverted: REF tails -> compare | REF WITH VAL SET -> compare | REF VAL SELECTED? -> compare
       | REF FILLED -> inverted_filled | REF NOT EMPTY -> inverted_filled
       | REF EMPTY -> inverted_empty | REF NOT FILLED -> inverted_empty
tails: tail | tail (OR tail)+ | tail (AND tail)+
tail: op values
again: op values BE?
values: VAL | comma_list | LPAR or_list RPAR | LPAR and_list RPAR | or_list | LPAR comma_list RPAR
or_list: VAL ((OR | COMMA) VAL)* OR VAL
and_list: VAL ((AND | COMMA) VAL)* AND VAL
comma_list: VAL (COMMA VAL)+
op: BE? (EQ | NE | LT | LE | GT | GE) | BE? NOT EQ
compare_ref: REF op (REF | TODAY) BE? | REF (BEFORE | AFTER) (REF | TODAY | VAL) LIE
       | REF (FUTURE | PAST) LIE
filled: REF state BE? | REF BE state
state: FILLED -> is_filled | NOT EMPTY -> is_filled | EMPTY -> is_empty | NOT FILLED -> is_empty
one_of: ONEOF refs (state BE? | BE state | WITH VAL SET BE? | BE WITH VAL SET | op values BE?)
some_filled: (REF (OR REF)+ | ATLEASTONE refs) (FILLED BE? | BE FILLED)
none_filled: (NEITHER REF (NOR REF)+ | NONEOF refs) (FILLED BE? | BE FILLED)
all_of: ALL? refs2 (state BE? | BE state) | ALL REF state BE?

refs: REF ((COMMA | AND | OR | COMMA AND | COMMA OR) REF)*
these: REF ((COMMA | AND | COMMA AND) REF)*
refs2: REF ((COMMA | AND | COMMA AND) REF)+

// ranges and forms
ranged: REF BE? between (LIE | BE)?
between: BETWEEN VAL AND VAL INCLUDED? | FROM INCLUDED? VAL UPTO VAL INCLUDED? | BETWEEN INCLUDED VAL AND INCLUDED VAL
limited: REF MUST limit | REF MAY limit_may | LENGTHOF REF MUST length BE
    | LENGTHOF REF MAY (MAXLEN BE | LEN NOT EXCEED) | MAY MAXLEN REF FILLED BE -> filled_up
limited_effect: MUST REF limit | MAY REF limit_may
limit: between (LIE | BE | CONTAIN)? | op VAL AND op VAL BE -> both_ends | length (HAS | BE | CONTAIN)
    | PATTERN VAL MATCH | ONLYDIGITS CONTAIN | WITH VAL (BEGIN | END)
limit_may: (MAXLEN | MINLEN) (HAS | BE | CONTAIN) | ONLYDIGITS CONTAIN | LEN NOT EXCEED | LEN NOT UNDERCUT
    | ONLY between (LIE | BE | CONTAIN)
length: LEN | MINLEN | MAXLEN | DIGITS

// effects
?effect: show | hide | must | may_not | is | check_effect | make | infinitive
show: SHOW these? ASREQ? ON? | SHOW ASREQ these ON? | ACTIVATE these ASREQ? | ACTIVATE ASREQ these
    | BLEND these ON | APPEAR these
hide: SHOW these? NOT ON? | HIDE these | BLEND these OFF
must: MUST target (AND full_target)* BE
target: these? ASREQ? mark (AND mark)*
full_target: these ASREQ? mark (AND mark)* -> target
mark: FILLED | SHOWN | HIDDEN | REQUIRED | EMPTY
may_not: MAY these? NOT mark_not BE
mark_not: FILLED | SHOWN | EMPTY
is: BE these? be_mark (AND be_mark)* | BE these? NOT SHOWN -> is_not | BE these TOREQ
  | BE each_mark (AND each_mark)+ -> is_each
  | these (BE (REQUIRED | SHOWN | HIDDEN) | (SHOWN | HIDDEN | REQUIRED) BE)
  | these MUST marks BE | these MAY NOT mark_not BE
each_mark: these be_mark
be_mark: REQUIRED REQUIRED | REQUIRED | SHOWN | HIDDEN | TOHIDE
marks: mark (AND mark)*
make: MAKE TOREQ
infinitive: these ASREQ? (DISPLAY | ACTIVATE) | these REQUIRED | these NOT DISPLAY | these (CONCEAL | HIDE)
check_effect: MUST (ATLEASTONE | EXACTLYONE | ATLEAST | EXACTLY) refs FILLED BE | MUST EITHER REF OR REF FILLED BE
    | MUST VALIDDATE BE | MUST must_compare BE | MUST must_time LIE | MAY must_not
    | limited_effect
must_time: REF (BEFORE | AFTER) (REF | VAL | TODAY) | REF (FUTURE | PAST)
must_not: REF NOT op (REF | VAL | TODAY) BE | REF NOT (BEFORE | AFTER) (REF | VAL | TODAY) LIE
    | REF NOT (FUTURE | PAST) LIE
restriction: COMMA? WHERE ONLY (VAL | or_list | and_list | comma_list) SELECTED BE? MAY BE?

// predicates that come before their condition
predicate: BE REQUIRED | BE SHOWN | BE HIDDEN | MUST marks BE | MAY ONLY mark BE | BE ONLY SHOWN | MAY NOT mark_not BE
         | BE ONLY REQUIRED | MUST ONLY marks BE | DISPLAY | ONLY DISPLAY | NOT DISPLAY | CONCEAL | BE TOHIDE

// rules without a condition
?check_statement: count | must_statement | sum | limited
count: MUST (ATLEASTONE | EXACTLYONE | ATLEAST | EXACTLY) refs FILLED BE
     | (ATLEASTONE | EXACTLYONE | ATLEAST | EXACTLY) refs MUST FILLED BE
     | (ATLEASTONE | EXACTLYONE | ATLEAST | EXACTLY) refs BE REQUIRED | BE EITHER REF OR REF REQUIRED
     | MAY ATMOST refs FILLED BE | ATMOST refs MAY FILLED BE | refs MAY NOT TOGETHER FILLED BE -> together
     | MUST EITHER REF OR REF FILLED BE | EITHER REF OR REF MUST FILLED BE
     | MAY ATMOSTONE refs FILLED BE | ATMOSTONE refs MAY FILLED BE
must_compare: REF op (REF | VAL | TODAY)
must_statement: REF MAY LE (REF | VAL) BE | REF MUST op (REF | VAL | TODAY) BE | REF MAY NOT op (REF | VAL | TODAY) BE
    | REF MUST (BEFORE | AFTER) (REF | VAL | TODAY) LIE | REF MAY NOT (BEFORE | AFTER) (REF | VAL | TODAY) LIE
    | REF MUST (FUTURE | PAST) LIE | REF MAY NOT (FUTURE | PAST) LIE
sum: SUM refs MUST op (REF | VAL) BE | SUM refs MUST (REF | VAL) GIVES
   | SUM refs MAY (NOT (REF | VAL) | (REF | VAL) NOT) (EXCEED | UNDERCUT) | SUM refs MAY NOT op (REF | VAL) BE
   | REF EQ REF (PLUS REF)+ -> equation | REF (PLUS REF)+ (EQ VAL | MUST VAL GIVES) -> plus
   | REF MUST EQ SUM refs BE -> sum_of | REF BE SUM refs -> sum_of
prefill: REF (BE | MUST) WITH VAL PREFILL [AND (TOHIDE | HIDDEN)] BE?
hide_always: these BE TOHIDE

LEN.2: /LEN_\d+(_\d+)?/
MINLEN.2: /MINLEN_\d+/
MAXLEN.2: /MAXLEN_\d+/
DIGITS.2: /DIGITS_\d+/
ATLEAST: /ATLEAST_\d/
ATMOST: /ATMOST_\d/
EXACTLY: /EXACTLY_\d/
REF: /REF_\d+/
VAL: /VAL_\d+/
%ignore " "
"""
_WORDS = (
    "IF THEN ELSE AND OR NOT MUST MAY BE HAS WHERE ONLY WITH EQ NE LT LE GT GE COMMA DOT SEMI LPAR RPAR EXPLAIN"
    " FILLED EMPTY SHOWN HIDDEN REQUIRED ASREQ TOREQ MAKE SHOW ACTIVATE HIDE BLEND ON OFF APPEAR SELECTED SET"
    " TODAY FUTURE PAST AFTER BEFORE LIE SUM GIVES EXCEED UNDERCUT PLUS ATLEASTONE EXACTLYONE ATMOSTONE ONEOF"
    " BETWEEN FROM UPTO INCLUDED LENGTHOF PATTERN MATCH ONLYDIGITS BEGIN END CONTAIN"
    " ALL EITHER NEITHER NOR NONEOF TOGETHER OPTIONAL DISPLAY CONCEAL PREFILL TOHIDE VALIDDATE"
).split()


@lru_cache(maxsize=1)
def _parser() -> Lark:
    from lark import Lark

    terminals = "\n".join(f'{word}: "{word}"' for word in _WORDS)
    return Lark(
        GRAMMAR + terminals + "\n",
        parser="earley",
        lexer="basic",
        ambiguity="explicit",
        keep_all_tokens=True,
        maybe_placeholders=False,
    )


def parse(tokens: Tokens) -> tuple[Statement, ...]:
    """The statements of a rule; raises ``NotUnderstoodError`` where there is none or more than one reading."""
    from lark.exceptions import LarkError, UnexpectedInput
    from lark.visitors import CollapseAmbiguities

    from .reading import Reader

    if not tokens.words:
        raise NotUnderstoodError(_("the rule is empty"))
    if len(tokens.words) > MAX_TOKENS:
        raise NotUnderstoodError(_("the rule is too long"))
    try:
        tree = _parser().parse(tokens.line)
        trees: list[Any] = CollapseAmbiguities().transform(tree)
    except UnexpectedInput as error:
        raise _near(tokens, error) from None
    except LarkError:
        raise NotUnderstoodError(_("the sentence is built in an unknown way")) from None
    if len(trees) > MAX_READINGS:
        raise NotUnderstoodError(_("the sentence can be read in several ways"))
    readings = {Reader(tokens).read(reading) for reading in trees}
    if len(readings) != 1:
        raise NotUnderstoodError(_("the sentence can be read in several ways"))
    return readings.pop()


def _near(tokens: Tokens, error: Any) -> NotUnderstoodError:
    """Where the sentence stops being understood, in its own words."""
    column = getattr(error, "column", -1)
    words = tokens.wording(len(tokens.line[: column - 1].split())) if column and column > 0 else ""
    if not words.strip(" .,;"):
        return NotUnderstoodError(_("the sentence ends before it is complete"))
    return NotUnderstoodError(_("the sentence is not understood from here on: “%(words)s”"), {"words": words})

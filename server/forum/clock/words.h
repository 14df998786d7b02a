/* words.h -- words that must not wait: distress, security, payment trouble. Pure. */
#ifndef FORUM_CLOCK_WORDS_H
#define FORUM_CLOCK_WORDS_H

#include "base/text.h"

struct arena;

enum alarm { ALARM_NONE, ALARM_PAYMENT, ALARM_SECURITY, ALARM_DISTRESS }; /* the later the graver */
#define ALARMS 4

struct alarm_word {
	enum alarm alarm;
	const char *language;
	const char *word; /* lower case, single spaces: whole words */
};
LIST(alarm_words, struct alarm_word);

const char *alarm_name(enum alarm a);  /* "distress"; NULL: none */
enum alarm alarm_of(const char *name); /* ALARM_NONE: no such */
/* The gravest of whose words one stands in the text, whole, whatever the case and the spaces. */
enum alarm alarm_in(struct arena *a, const struct alarm_words *words, const char *text);
/* As words are kept and compared: lower case, straight apostrophes, single spaces. */
const char *alarm_normal(struct arena *a, const char *text);

#endif

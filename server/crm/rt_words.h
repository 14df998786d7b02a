/* rt_words.h -- what Request Tracker calls things, and we. Pure; inside this folder. */
#ifndef CRM_RT_WORDS_H
#define CRM_RT_WORDS_H

#include <stdint.h>

#define RT_FIELD "Forum thread" /* the custom field of tickets that holds our link and key */

/* Its status for one of our states: two of ours may be one of its. */
const char *rt_status_of(const char *state);
/* Our state for its status. Where several of ours are that status there, ${now} stays if it is one of them. NULL: a status that is
 * none of RT's own lifecycle; the case stays as it is. */
const char *rt_state_of(const char *status, const char *now);
/* Numbers there are 0 to 100. */
int rt_priority_of(const char *priority);
const char *rt_priority_name(int64_t number);
/* The kind of crm.case_entry for a transaction of ${type} on ${field}; NULL: nothing that our history tells. */
const char *rt_kind_of(const char *type, const char *field);
/* The number of the user whose token this is: "1-31-…" is user 31's. 0: it does not say. */
int64_t rt_user_of(const char *token);

#endif

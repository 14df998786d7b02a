/* money.h -- what a member is worth to the company, in integer cents: customer engagement value (../shared/design/REPUTATION.md,
 * section 4). Pure. Internal: figures stand in schema money, which the public door has no right to, and no public number is
 * made from one.
 *
 * CEV = CLV (the member's own margin to come) + avoided contacts + contacts avoided by what others found + retention of
 * those helped + referrals. Rates have dates: each act counts by the rates that were valid on its day, a member's own value by the
 * newest ones. Every division rounds down, for each act by itself.
 *
 * An act counts nothing as an avoided contact if its giver asked the company's support within seven days of it.
 * money.contacted_support() in the database answers that, from the touch-points and cases of the customer he is linked to; of who is linked to
 * none it says no. */
#ifndef FORUM_STANDING_MONEY_H
#define FORUM_STANDING_MONEY_H

#include <stdint.h>

struct task;

/* A row of money.rate. */
struct money_rate {
	int64_t margin;	     /* a customer's, cents a month */
	int64_t contact;     /* what a contact with support costs, cents */
	int64_t acquisition; /* what winning a customer costs, cents */
	int64_t retention;   /* per mille of customers who stay for another month */
	int64_t discount;    /* per mille a month */
	int64_t kept;	     /* per mille of a customer's value that having been helped keeps */
	int64_t by_accept, by_confirm, by_helped, by_thanks; /* percent of such acts that avoided a contact */
	int64_t by_found;				     /* percent of finds that did */
	int64_t referred; /* percent of referred customers who would not have come otherwise */
};

/* What somebody did for others under one row of rates. */
struct money_deeds {
	int64_t accepts, confirms, helps,
		thanks;	   /* acts for him that earned credit, and whose giver did not contact support */
	int64_t found;	   /* milli-visitors who found his answers */
	int64_t accepters; /* distinct members who accepted, counted once a year */
	int64_t referrals; /* customers he brought */
};

struct money_value {
	int64_t clv, avoided, found, retention, crv, cev; /* cents */
};

/* What a customer is worth over his time: margin · (1+i) / (1+i−r), rounded down. 0 without a margin. */
int64_t money_clv(const struct money_rate *r);
/* Adds what ${d} is worth by ${r}. */
void money_add(struct money_value *v, const struct money_rate *r, const struct money_deeds *d);
/* Adds the member's own value, if he is a ${customer}, by the newest rates, and sums up. */
void money_close(struct money_value *v, const struct money_rate *newest, _Bool customer);

/* `bothy reputation cev`: computes everybody's figures anew from the ledger, in one transaction, and says how many. Sleeps. The exit
 * status. */
int money_command_wait(struct task *t, void *arg);

#endif

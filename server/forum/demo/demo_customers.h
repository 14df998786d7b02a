/* demo_customers.h -- what the company knows of the demo's members. */
#ifndef FORUM_DEMO_DEMO_CUSTOMERS_H
#define FORUM_DEMO_DEMO_CUSTOMERS_H

struct task;

/* Asks for customers, contacts, links to members, bills, calls, promises and cases, in the open transaction, when members and threads are
 * written and reckoned. */
void demo_customers_write(struct task *t);

#endif

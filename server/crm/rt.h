/* rt.h -- the adapter for Request Tracker 5, over its REST 2.0. */
#ifndef CRM_RT_H
#define CRM_RT_H

struct crm_adapter;

extern const struct crm_adapter crm_rt;

#endif

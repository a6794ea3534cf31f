import { nowPage } from './now-page.ts';
import type { LocalPage } from './page.ts';
import { peoplePage } from './people-page.ts';
import { planPage } from './plan-page.ts';
import { refusalsPage } from './refusals-page.ts';
import { savingsPage } from './savings-page.ts';
import { spentPage } from './spent-page.ts';

/** Every page, in the order of the navigation: a new one is one file and one line here. */
export const localPages: readonly LocalPage[] = [nowPage, peoplePage, spentPage, savingsPage, planPage, refusalsPage];

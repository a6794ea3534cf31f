/**
 * What each feature of `token-pieces` is worth in tokens, fitted to exact o200k_base counts by `bench/fit-counter.ts`, which
 * writes this file; how far it is off is in docs/estimates.md.
 */

/** Hundredths of a token by feature, up to the hashed ones. */
// biome-ignore format: a table.
export const PLAIN_PRICES: readonly number[] = [
  36, 34, 56, 24, 44, 39, 39, 56, 60, 0, 25, 80, 33, 69, 70, 39, 26, 32, 27, 29, 34, 42, 47, 55,
  73, 87, 101, 44, 40, 34, 27, 22, 20, 20, 23, 26, 29, 34, 32, 23, 39, 37, 36, 39, 30, 44, 52, 62,
  79, 80, 103, 33, 46, 48, 36, 37, 33, 36, 30, 33, 30, 45, 46, 40, 36, 77, 91, 89, 98, 96, 73, 78,
  79, 39, 118, 9, 21, -7, 21, 39, 87, 94, 130, 143, 131, 122, 31, 67, 69, 0, 14, 0, -10, 20, 76, 74,
  1, 74, 4, 33, -3, 17, 70, 15, 45, 0, 48, 92, 43, -15, 44, 3, 47, 21, 25, -2, -64, 25, 0, 37,
  24, 82, 107, 0, 140, 230, 180, 32, 39, 75, 22, 18, 25, 4, -1, 17, 48, 48, 68, 100,
];

/** Of chains of letters, two a character: see `unpack` in `count-tokens`. */
export const CHAIN_PRICES =
  '[A[mHd[?a@_mm=o\\l?NR`cwd\\_EfcJsQfw8Xn?c\\R?ecAif@eoRs2?nR[dQlJcHjolPXefPwld[XvIN@ZPPaHX\\ceG>bMJwIRO8mPe[m@i??@Ee7' +
  'GnVm`XRajwclHvvenEbmraAv`?vV`lIZESImAcI\\bcdHjmdFHl_@ddOnlI;oZ=+Zninm8@`5X[d\\i3`m:Pjcm\\nnbe[c@\\6nidldilmdkmbd[]dd' +
  'J\\enlE<[ff@Gm2ncXTdwnie\\[nIdafII\\eetSkRd?ve>nXxmwd`umjd@K_n<`bcPekZmEbdcfi@nXeAd[eHYFc8nI@Edcvc\\KJ@dTRAw\\imA`Hma' +
  'mG]HolWS@c@KIb=en@R\\diZbleJmjdJe[cm>4dbeeXnnn\\aejAme[5emNRI[bXIA<=ccaJccndlua[W6ZFbm5[[efn[=fEm?[o[]e[I?Nd\\n?[mv' +
  '@SeedjijIjreeY>G[dwduZbH8ROdJimeJceAe[vundn\\[a[eiIZv[imZSlcP[amx@mZA7jecedjdeId>dIRcJ``J<?ZdKDnjdQ\\Q`@dZ?smi[fmW' +
  'kemm[KFFedd_I`?\\RKd@?<[Fnd8[VdfdE?IdcRc[]f4bRmQJ[IeeIMvXEcd`nmifkZnf`AmelmemIseJ?]nnddf2cT?X?@>l\\7flmmK?nmuV`lmj' +
  '<lnMAlmH[d<Q=jZabdjm]e7RdaIn?kZkn\\v]BcKddvwed@d8l;?mi\\AcerWkZvled[A@\\IZJMddadmWJdXqV@[ed[X[IvR`YavdEnBE=HZ`e[Plc' +
  'dfnA[ijOcan8Xn\\jnIleIEieW`FnJic8=<bcd[IK[ed\\`odnlm]\\[v\\d@I`<\\SviSe87hJ`\\oZJb@b;YRebXc[?mjalZdGBd>@mddmme@de<l\\>[' +
  'dnRRinf\\@cYeJe<OIFn@bF?hlkkbmd_dZnde[sInRjeS?mo@unnZi;mHckIY7eo@@JmabwCQddI\\@8RHIaQGsRecE=edwSxl\\ubZFasX6\\cmYeWI' +
  'EZeelBZe[QudScdNfIRIe@rnN[m=A>NHRdimcom?*uX`TennWvifdImedeNkmXi46NnanAd[uZZmfH?irnXuTimcE@xm?IakFne@[mdA+dm`ZnWd' +
  '`cW]fm@visAcZm=Fnjn`YdJFekl8nn>lEivMlKdXfAmHmWI\\@b+?e[W;i?Rea_dd\\NfjKfc;`j6lFdvkIjlbreH[jal@\\mc_mfn[:aXk[iYFHQ[l' +
  'WxOeAwY?G@IHl[svndY[[H`mlRcesefAnXdemm=acem@]meacl<m\\ZXYc@X[SG]d]RWjvZlG[`n\\7EIjTxv\\km[CbiaSalmvIhd`[acsN7wJ_daZ' +
  '`JRnN?e[lZWfakdhl[HcJ[\\G@x;FRld`JYwd;InXo=[c]fXIc]\\BdoJ[KQnZcj[db[<YnmRdtmi`6F?Z]]SInjEn`eieH-H=6ecmc\\dlwI4v[eRd' +
  'bnR`Jwk\\cK`ijlmI[Z`kmd\\la@HJcZIel?X[?Rb3vxZimTm[IkijeEmdmFAmslcaWAceII<W]W\\djmd7[djc<AmaaHNImWaGdAdZAccdR[JZXS`J' +
  'g`?dctI?etedSHccmQd_\\HuHH\\[XnG<ls?jvmOW[Adi[m7veE_sWldeeIE[escd[ddmR>f`d\\c@ocIl[HdhHjckcIe[mmtdVwmQcFcdaFeWiZlTc' +
  '4d6dHa=AdaIfneuIm7Qd;urm=fdd_RI?cnljIZ_ZoJZIKm?cecAc[aNIcFdam`fmdf@`dSdmm=A\\IlWWRknmYIZfarIXE`l[`8dcWccZHiSaHcI[' +
  'Ed\\6dYZ[F8d[WR[Q@J@n_mARiYZ8<sAelixcjfjjZlcbnmm\\d>?blXuQl\\aefJjZlmjdc\\[blBbNBRAo`fH?P[dXaEmJkkNZl[kdKtfti`FifJIm' +
  '\\_dmb?WdXdm``mcZZRHHF[HXOdeaj?@nh\\ndvNnIdd\\\\`deeZHm]lI_andRvd?Zn<l_7[ZRIwWHa\\QXcdIt[[deAj[adjaWewZIXd[sSlIna]]m[' +
  'vAbIXRoI2dmHdecHl[f[jQcQHldlemmRPel_iEZueIY[enc6JifdlQIdJ?NBX_lGdJA;ljP@Qc?FZ\\a[`??ebt]m6Yk[av[GA<AQ\\\\fN\\S7\\@d;@' +
  'I[viv_EamblrlnHJZctRawd\\uJlGJda[I;i[eXnkdNnRSAdOIInnejhZqS6@GedAGRloldJ<idjHJ`cvImYmbcmZJddv`dWenkbfIema?B\\ddmXH' +
  '[on`od`m>JJig8XrZd@v\\fe@eddmdieH@wkln[QJccdAaw`lIA9Jdl[XHd@ik[ddWQ8AdmvE_nj`HZbGJ[ll`[VJm[\\`dfd@J[`cSA<maGRIdImm' +
  'ViIIQnebc\\bvH\\ddee`[@kdbcao`ckW<`eaudN[c>ceKRW[cdbadwSd@fbSIPRdZ@n<RYj>AmloiZ\\WI@brW=utdmdJ[[dman@h`dcv`dQddnkxl' +
  'Xs?a?m`dmbh[wctZjId4df`?rYXlZElARmVIJi\\Ql8JPedG8@k[ic]jndKvk\\FvrPdn[YdWDwaWHReeRISdeBN[<\\Xw[QpH`nn@@nWamJm\\PRSG?' +
  '\\FXEOc[c?fSfleuY\\@nb`iddI`Z`adRl[mlSSX=ZnHG`Xm?]R<Wah\\ldW\\Wkkdb_JfnPn[RbnWhWIfe6@7QeI?\\ldcedTnnjjQblcIImEIW`\\P@n' +
  'G<IJWA[Ewbelbned\\;ImY[?mfS9?8ou7fiIRmdkdRmXW@nIRcTnucbIGWcoiAZBZ<m\\=vevddnj\\IecBnIK=XcidQ[l]leajdeWidds=[NZdhQew' +
  'bmEb`[HcZ=ddOjx@eBn\\i\\<m>n@HaZ=vis`m5<an[emASdRdmY=9SlmbIoZcQd[JicQemk[V\\[G\\\\BF7?k@u`Jon]mdnTDlkX[W\\vnwAkedn=dmf' +
  'lonlHH[jdZJnePduhc@TIemeZ@Wbam\\BiWdeDdm@XxhMleclldROvh\\SPvJe78@H\\=F?IFmmbWm\\aSRn@`bcXc\\Ej`bA`xI`n@dAXi7EnS]dfjc[' +
  '[mNcjdZlemXJi<X]nb[J\\AdiE5cmF`Qa>dbZ@ct<c[je8md`ReEX<ciq[aZ\\giwOmj`mW@l\\?S@j4n\\cd@QAR\\IX8dnPHdjKI[mm[edAW6cGQajc' +
  'RuXeWdn[Y[[[PISHeI@lddn`@bdRqeEEEP@\\E`mfd\\3ecdcJc[\\dSn[JWA?SYoieewbnAeFe8iZneY@=V[Cdndnka>Yd[noJamiaicY?me?7S`t\\' +
  '>@j[AwnodIm[uZ\\\\W[bQdeIXA\\.mJQil@[eF+m<GcmAnBV[a<ZZvvEIR4ckGe`Wnfhja`H?ntnId\\I`8o3klxE\\mbbdj<RiZ\\IJRjDd[cnt@H[4d' +
  '\\kIm?]mZlrGd@M@mlklau[dFaue[vfnllc\\=mm[fi>d5n\\ab><ddKe;H_cd\\axTHSnldZdFZVQbY?ZHce@mYd`=bmru@\\dfclk@Z[uFivn[C[`fJ' +
  'KQdm`dx[emOdGd<\\ReQIGRbcJS[Rcec=_@IY[f_b<Z?\\X6XeQQ\\Mk<`8cce@IniQui7vHldic=a>eNerm\\ed\\[J@WccgbRtZeHiedJn[MdZ_H>li' +
  'eevXeld=Hbj3Hmd[kZIldmeWewD>rvbdQRdnmaXEZmdPWIeidZ`[[[TwewI[nndB?kdQOrdnmjAAdabI\\cm`nia\\=lndQdIYaiG[[J@QW=cd`jdF' +
  'WXnZHR[Zd`wGnd;[Gcn<l\\deiYdIZIKDnieQadXnlGPlfAWKncdiNHE[IYw8m8@nOnZHnJx[dcIHn[<oG[@?46ZrZ_jdRPIwMbj6nQcb[TlBcd[j' +
  'c5nZR[8le[3fN\\Jd\\_\\<aive`>RI;KiIl[umd6@wx\\AXXmcna\\[cXdfA7IZ]nanI\\DrceTeZJeNMlYZZkJFmdI`atTAmdJh[ldHes\\=SjWDNbn=?' +
  'lJl@BYdI@kodl76Imcmmjle`7\\@vVi<FAnw[Sd?eTkmd?mc[dcEdbee?HIK[mwnmwlDBAmHe8k@`c?dl=udZWJQ\\Jba<W@ckncnE[cRb[dmev6ln' +
  'mhd[deKmk[W]d\\ccmekaXqAmeulc[RSd\\Re6RQmJIeR[Z>jlHecvIEcnnn[ddZ_j';

/** Of whole pieces, likewise. */
export const WHOLE_PRICES =
  ':H2N:@H?:9G0M9O?;:B8HAFH>LFG<PHI>:3IB=F1AMF98I>IB1J18@EATF3HILO:-A:MHAIAH3GN1F8HIMMPEL0PO3@DG87OA:HPM@H:@3O84OH3' +
  ';AEIGH83HI?F1OA8?G@9FFEA:4:PD4>>942>@FA1O:HH2GPO:M;O0NHOFIE:89AJN38HLFE1F7P31FH?9:H9OP0@I:;EMIHOOBA:A:GNH34NHS?P' +
  'HMP78::F:IOFFJ8::G5HOPGH4N:FAFAMPPAG:BPBGP:JI1F3OQ7FOH?M8FH2H;B:ILN?7A;?F>WPO:B3;F4FGI:9FA@:QBTAG>8EE4OO:<M@8I;O' +
  '>E@HIGGGO0EA3B>IA2GBL:8IL3O3OOHO:H3HNM;FLH@P8;EF:O;289*M>H@F;HBA:LOGAMHGN8:FP?FMHTW:A3;B;QH+1?@E8I7L>HII3NAJ:PEF' +
  '8GF3F?H:I?1LNG78:?B@L3H1AGH8FHH;HN3>:F4E;HMHEHG42B:8?FP3E8:PM:O:A+:P841:>B;74MFH*@AP8IAP3IG;I;E1P>M4H<>FHGIE2@IH' +
  '@M81SKHH;2@O?0EAO7?:FGEHIFL89MF@LN?9@4LNOBH?2:AOM94FAHHII>1E88H:F@:6H;1HNGHA:*OF;AA:87:,?9PN19;3?IPGEN0:;BI3:;@>' +
  'MAH18??EPGHOAAPL9OHG8MEFIGIO:HOM7414AINP?=NHMP9A8:48?M?HHOHG3JO9M90O3BHGFGAG4FAO14IH8A87BTD@OH2>7F9B+EP@87?;9<HH' +
  'L8BMAO(VIHH78AOH7HPFGE;EFVH@9HL;E70DG6@>7>BH87JP98:H:IMIHIAI;A3FM>4LGM;9G2ONHLI9GB9:DF>FL7>HGM9;?9I1-H:B>AI3@GEI' +
  '4H;L3IMFO?OG:M9?G>490O:HMM:8EOF@MFGNF?31IO;OA;NGL:GGOH@3?GPFBG:H8O2I5MIU8FA8N9>0N@B9P4?:BP:MG7F?::AD?ANP7A;OHFOB' +
  'OO9I:7?PH>F1IGBFE:O?2M3>FF4NL>29:HGI:H2F7;A9L?A>FAO6HF4AS@I?P8PNMH?PB1N9NEOH:FBGPOLIH7F3GGA33H139;47G92MH:@OFE3H' +
  '0GH::8B2*H@0OHG73:IFNO8P?IOM9AF;AOI79?GF-4HUFOFMN:GIF1OMIH9EQFI99?9EL>3HB)N:FH:HHOOUP?HHMN8H8N4HHG1E1E@>93:@@:HO' +
  '9:OA>??JHO0I8G;F@MNL7:OB0HHA9KH;@MFPM931:8>AFM@;H?EB@M4TINOMAG?KE78EM:FLLOFU:G9I;NNHHF7?MHH7:81N?A>IIXDIPG79::0O' +
  'OFI08?7FI8:47H3LIHHABGP7IF1;1AEI6OEM+BPFBOIE:84O799:7:9HHIM7HPPGO8HH:11B:GAH3E>F@H?N?N8G;PBBO7:;EEIGMINIMB??:@IH' +
  'II9OGOGFMLME18H2FFE*B?8:1EHH2E=>H:UH:97F?71NEF;AH>MAEPA0HAFNAGP2:U4:67F>>AI:H;1MMFH8FMGOE;FHI;I::1H?@P83;HBBFHGF' +
  'HHM8???8PB4F?4@HE:NOO31L:EIB9;AAB7@:;PM:G4OHB2FA8H9HGIH198:AL3PO?GO4M8?HGHBP7GOHM8HAGQIE8MP;H;7>HH;GEO?9HNPLNI>H' +
  '8S?8277BF30OHI;;FPIO9B:H4GG9:I9PHEHHA:>4@OF>033:12?OHM3A=@GJ::8;IAM9PEHHMFMBHGABG:F39I@HO:DGI?M98G9O@:NIH:PAOFH:' +
  'A:GABM:A9;:;3E1MIAO:M;9AHFI?:7BHLA::M@;1OL;:H3?:NFI7H;IEH8LO492GF3EALPNHA1F,1HDBH:1F@FILM9P1>2?8F;FF?;;1I9FO782:' +
  '170:EHL9G?G311?H<PI1GLP@@PAH1803;:DO1HM48?44O7HGA870@TLFF9*8*O2IH;W?@4MG:NOI2P4I39H8MP:HAIFHE8N;N7IEIL?3:PFFP;G:' +
  ':?B1FHH*AVL;MEM-H:GAOE?8GF3HMNK89O3?HW7II89HGA:AE0;:M:9GA:FI8IEE;HEMPHIN?HAINBO01PFL4HIH7EG1:HXGG9IFPP:5F:IF19Q7' +
  ';9IO7G:,PVE*BU1>FH2828@IF8G@98;EH8O7H4IA499NP37@3POH27EBF30F7I89:OFLO:NVHPMO4HBHCI3INGG3ICFIGN@CH@G8:M00FAJHE4F:' +
  'HI8HEEM?H;8HF3>II:O-O3NNG:FBF1P:E?FF88:OBH:F@3OIO:NPVOP2HHIG:G4AJ:EP:@G>@?8:P8AFPFF:J3PP4MHM;>T;H3HCN@HCLFWBG8FI' +
  'FF@@<>LBH?PNPHB9IE92TH88O3HL3:A6HH87;N:P@I090O;MM>OHOFO:B3P89?MN;F83E1IAAH?83I9ONNFN?E:?:?1O:38P1P:GLN7AEL3AII7H' +
  'N?EFGNE7P@94?:OH2@4F2F8:OFHH9O;9I4:FNPHA:M2LFN:A4MGB3I3B837EDHHIG?M4B21I48MNPGF@9I4:BP3GB;NJAG;?FVLH:NM@B;;89A3:' +
  'HU9H:IHE1;4GF8F:;EE:8BFOGOE990NL;HA8M*O3:;P41:23MOFF?F:OAFD:HH@GOH1A@O033HO?M3OHH88EMFEF?F:8AH7:OGALFAEPHA,I;99P' +
  'G6?3?G0:33UFA8OH?H+H@;::I3FG@78F?@BPM9>841,9F::;A1?HEPRG:G:4;GN1EH8I2H7:MHP7G;H?3O;EFH7FP@24A1F7E8E@:8H0MH299G41' +
  ':?:H?EV;9NE:O:B@8MFH88MFGO4>I2IMIE:HO0:VNI:HA7N?ESE7BMI?II38I223MH?LNO8:BNHBE4FG0HH81?1OFF;LB,MNP3BP?EB7U:<M4I?F' +
  '0IBF41@7:0G;B;FHE@8H:;F3AFF1:3FEOHG4GEW>?HH:PB:BF:>AI1?PM7@1O?W;A;I5C9:;A8OOG8FOGL9GFHMN@BOGO9FI?IAC7FIE8:FQ4G63' +
  '9;GHFHO5FIO7988;B8PO>FFFOFHAJE0@;AB37GFF:7FP9:HM0EH,IPI;I3O:E0@LHHMO?ENA2LG9@GF3GGMM3H8:9PH@P:M:);,9HF;0MIH4MA;E' +
  'O=3EI:HEM;;;IAHGOBGHHBA0?MMBP9?HOHMF?N01MI2A;I1OLI3OGI>MGME3;AO90AEPPEA1ML:?887IF11730AMPHLOAG:4IA78L0@OIAANMF>1' +
  'IV@3I0741H:G@O8I=B;?>8M8AAHOPF?8;O:PMEFE2B3M;BELMF2P:H83HHO8H:FG8HIEOO1HF4F2E87FFMH8AA;3:HHHF+;G87IIAOL9:G3M1A:?' +
  'HGNH881MA;:D@A9PI3I>:GJ@IGI9IB;@0IHFFI:1MLHGH@@M?6H4;88IAQMP2GH>;NP3LIBF;:@?BB;3OHDMLMOI-VH4HHN1NH@9L)3:I?HHM)2H' +
  '@GI0:80NHIFGIB2::P3198IG7NHJF:;M8>F;1OAN?:HAEME:7F83:OOA9*:MH<L9HD7H;M9M@:@O?B?H8H:8R8HB3F=9>EH@LTF7GI1O3H@:9;1O' +
  'IAAA4I?3O2BNE?3;EFNH?2;F:H9;HMP3:N:HFEOPGHAHAMP0324O27?0WH3:A3HFF8;FM:7I88BF8N;EAAJ;@?N@PMEA4HHE9QAI?1P:3@9N:G@3' +
  'FN2I?EP2M;FHHL;;8HMAA2AE?UA/>HHF?GNO?BEFHO;8HII7?JHAGEL82:8I;81?N8:NOFG@7HHHMB;:MGH@EFHEOAI9B3AEMEHFVH0EL4AGO238' +
  'AN;8:3:PBA7E71LO:IN811B3>H:8LMOOHAN?OD8>OOGAL:GH:E8MB8FE1MGHO8;8B;O72MBMBPL:21GFF;2O7FP:3<M8E;AHIFO:BAN63:MOL;II' +
  'HFIHF:FAFG:GBN:<LHGOOIQ:@OHBE7MMJA8I14PG9M8:A:MHFB0OBAHHG6;9LVPB:7>PF?OOBN3N?FO?3;:HI?:?9;LF9H>33GI,O7A:G:7S?UH9' +
  'BH:BNOMPE1AH8E4FH:8F>MHNHNB9I;?UMCAE1IVN;PIFI819@EP2AA1F@:IGET4<';

/**
 * What each feature of `token-pieces` is worth in tokens, fitted to exact o200k_base counts by `bench/fit-counter.ts`, which
 * writes this file; how far it is off is in docs/estimates.md.
 */

/** Hundredths of a token by feature, up to the hashed ones. */
// biome-ignore format: a table.
export const PLAIN_PRICES: readonly number[] = [
  36, 32, 55, 22, 43, 37, 39, 55, 59, 0, 24, 79, 33, 67, 68, 41, 26, 31, 26, 28, 33, 41, 46, 53,
  71, 86, 99, 43, 40, 34, 26, 21, 19, 18, 21, 24, 27, 31, 30, 23, 38, 36, 36, 39, 28, 42, 49, 60,
  76, 79, 102, 33, 45, 49, 34, 36, 32, 34, 26, 31, 30, 42, 43, 39, 35, 74, 88, 84, 94, 91, 68, 73,
  83, 40, 119, 9, 16, -12, 20, 37, 88, 95, 132, 146, 132, 123, 29, 70, 69, 0, 14, -1, -9, 21, 76, 74,
  1, 74, 1, 33, -2, 6, 76, 2, 45, 0, 43, 93, 41, -18, 45, 0, 29, 20, 22, -6, -68, 22, 4, 35,
  28, 75, 112, 0, 144, 225, 185, 27, 40, 65, 24, 16, 22, 0, -6, 14, 47, 47, 66, 100,
];

/** Of chains of letters, two a character: see `unpack` in `count-tokens`. */
export const CHAIN_PRICES =
  '[A[mG[[?b@_wn4oel?W[iZwme`<fbSsRfw8aw6b[R>flA`o@eoZs;@nJ[dXmJcHjomOXefPwcn\\YnIWJdNQiHX\\ceH?bVJwIRY8wHe[m@i@@8De7' +
  'GnVv`aRaiwdmIvvfwEYmrbAv_>vValI[E\\IvAdISalmHjmdEQl_@deXnm@2oZ<*coinw8@`5X[n[k3_m:Pjdm\\mnbeZc@\\6nqddZ`lmetmcd[enn' +
  'J\\nelE<[ofIHm2wmWTdwnie\\RnHeaf@RfeetRkI[@ve=naxmomiumsm@B_w;`ldXelZnNbdaoi@wWeAm[eHXOc8eRHNddvm]JJ7dK[Aw\\jdJiRdb' +
  'mFT?omWSIc@\\Il=eeJJTniZYleBvidIe\\lm?=ebnnXneoeaej8ned6nmF[@YkaRA<HdcaJZcndll`[`7bPcm>[[efnR=oEm@\\o[]fZJ@Wc\\n?[mw' +
  '7Jnndbij@jr[eIHG[[vducb?AHPZJimeJceAedwunenSZk[eiIZw[jvZJmmOZamxImcA6k\\keda[eIlGcIRcJi`J<>Q@TDnjcZeQ`IdZ?smiefmW' +
  'kmdm[KEGedm_I`@\\[Kd@?<\\Gwd8\\VcfdE?HdcIc[f]>cQnHB[ISeRMvaDcd`mnifl[of`AmelmemIsdS?fonddf3dT?b?I=l\\7fjmmTGnlu_ilvj' +
  '<lnVAlnHRd<R>iZabmlv]d7IdaRwIjZcn]w]B[Bddmwem@dAlD?vr\\A[ei`kcvlnd[A6\\IZIDdmaemWJdXqVAden[N[JvR`ZavdWnBW4Zd`edZld' +
  '[fnB[jjYcan8XnIinImeIEimX`ZoRiZA=<ccdRSKcedJWxdolw]eIvee@@`=\\KviJe7/_A`eo[Kc@c<Z\\nbOlRGmjcmYdIBeHAmddnmf@[n<u\\?[' +
  'enR[ioo\\?cYdKe<XIFoJbFQ_kjkbndVdZndecsIwRs\\R?mxIuneYa;v?lkQZ7eo7IJdj`xCZddIS@ARHIiQHrSecF3edwAomSvcdOatF?\\lmZnNJ' +
  'NZeecBZeIQtd\\cdWfI[In@rnEcmFJ>NIRdimlxm7*v``]ennWvheeImfdeVlmai4@EoanAddsZ[loQIiqnZvThmcE@wl?Ial<nnAZmc8,dm`ZnWc' +
  'idW]fm@tiiAdZm=GnkwaYnJFejl8nnHm<ivVlKmWfJmIm`I\\Ib5?n[W;i?[ea_mm\\EojKolE`j7lFdvl@jlare?[jbkAenchmfn[CaOjeiYFQGRm' +
  'axF\\AnYHF@I?u\\svncZ[dPidv[dns\\eAnWdemnFccel@fmejcu=n\\ZXXc@ad\\O][KIXjvZlH[`x]7<IjTxvelndLbia]`mmlIheiRccrN7vAhdb[' +
  'WKRnVH\\[lQWfYjdhle?lJ[]H@x<FIme`Jdwm<SnYn<[Z\\fY@c]]BdoIdKRncmid[b[<Xom[esni`6=>Ye]\\@naEn`oieH.F=6ndmc\\dlwI4u\\eId' +
  'afR`Jwl\\cK_jkdmIcX`kmd\\mc@HJcZ@el?X\\@IZ3vxc`mSn[Ij`je<ddmFBvtlmaWJdeI@<OTN[ctud6[d`b<AmXaZNImWXGmJdZ8Zcd[[J[`S`J' +
  'g`>Rcs@Iek\\dSHalnId`\\QuZ@\\[anH=lj>avmFN[Berdm?veE_sNueenI<ResYd\\edm[6fie\\a@xl@lZPdhQkckcJedmltdMwmQdFld`FnWiYvSc' +
  '5m?dGa=A[XIfnevRm7Yd;urvFfde_R@?bnmkIY_ZoJ[JKm>decAkZaWRcI[alafm\\o@icJdmmF8RRl_XAmnmOAZfarIa<Xl[iJdcWbbdGh\\bHcI\\' +
  'Em\\6dYcRP8d\\`Re[JA@n^mARiXc8<sAemjxdjoksYscdnmm\\d5@cvNuHk\\aeeJjYlvjede[clBXMBI8ojfI@P[ma`EdRltWYu[kdTufsi`FifJId' +
  ']_dmb@XmWnd`amccR\\IH=[HYNeeaaH@nh\\ndwEoIdd\\IinnfYHe]lH^`neIvd@Pm=l_7RZ\\JwXIa\\HaldItd[neKj[`djW`ewZRXd\\sSuIna]]mZ' +
  'wAZHZIoI;dm?eelIk[fRjQmQIkdk\\mlIYeu^iE[ueIZ[nnl?KifenYIdS?XBYhl>dJJ;kjZ@Qj>F[\\a[`@@eai]m?Gb[avRFA<AZd]oO\\S.\\?eE@' +
  'R[vjvh;bmcmruo?AZcsQjxc\\u\\mGJmX\\REaeeOnlmNnIAAlO[SnvnuhZqS6IFemJFRlxmmJEick@J`dvRnXmbdmdJmdv`cXenjYf@emaHBeddn[H' +
  '\\om`od`l?JJigAPrZe7mefe?edemdieHAwlmwRZJ[cdBawal@A9AdkRX?dArkZemWQ88mmvEhnm_Q[cPJ[mladUJn[\\_dfd@S[acSAEmjGR@mIun' +
  'V`QRReeacIYwHedmne`nIl[b[axilj`F`naleEZm?leKSW[ceajdxTc7oa\\RZ[d[Io<Raj=@mmoa[\\_R@arN=mudmdJd[dvao@iiccv`eQddokxm' +
  'as?XHm`dvch[xcuZjJd=[fi?rbWl[ElARmVIJje[l8AXedH87l[rm]sndKwueFwrOdo\\bm`DwbWH[enIIJ[nBMZ=eQw\\RpIWxo@@n`amJmSGRSG?' +
  '\\FZDOl[b?f[fletP\\@okXiddIac`ld[l[md]JX=ZwGHVbm?TS<Ech]mnW\\Wkkda_IovFndRbnahWIfd7A7HeJ?JldcdmTonjjQbucRImFI``\\F@w' +
  '?<IJNA[EwaemZodn\\;Rma[?dfS9?8ov@fi@Zmdje[mXW?nJRZTouljIH`doiAX8H=ke4v\\vcnni\\RemAn@K=XarePdl]l\\kjmn`r[msO[NZmhQew' +
  'jmEZ`[?kZ>edYkx@eKw\\i\\<m?n@Rbc<vjsam><anddmJS[[dmZ<9SmmbIoZdFdYJicQemsdVe[Z\\eBF8Il@uiJno]mdoKDjaY[W\\vnnAjedn>dmf' +
  'lonlPH[tdZJneYdlqd@T@emec@Wjav\\BiEefDemIaxgMjoclmdRavi[JQvKn79@HJ=E6IEmlY`mJa\\In@ibcYc\\El`jB`xRin[dAXi7Wn\\fdoac[' +
  '[mXbjc[memb\\i<X]na[J\\AdiE4ld>`Ij>dcZ@cu<cdjn8ddi[eEW<chqZbXRhiwXmj`mDAc\\?S@b3e]ddI?ARS@W7doPIZjKI[mm[eZAX6cFQksc' +
  '[uX\\`me[Y[ZdOJ\\InJJlddniAadIqeEDWG=\\NWmfdS3fcdlIdRSnSn[J`@@AcokmewbmAnG[8i[w]Y@=_[CdnemjW>ZdenoJamiarbc@de?7J`l[' +
  '>@i[AwnodImdvc\\dW\\cIdn[XAf/mJZibA[nF+m<GcmAfBUda<ZZvvEIR+ckF\\`Nnfijb`R?ntnRm]Hi9o3klxNemabeu<[idJISSiCddcvs@?[4d' +
  'SuIm6]m[lrGd@V@mlllauddFbue[vonlcceHvmdohGm4f\\ic><deKn;H`leeaxKHJemcZdFZ_RlX>[H`n@mcd`4bmru@]dfcls@I[tGiwe[;J`fJ' +
  '\\Hcn`dx\\evOdZd<TIeHIF[YdJ\\IRded=_?JZRfhc<Z@\\Y6X]RX]Dl<`/dl\\@?niPvh7vHmdid<a>nW\\ruSfd\\eI7WlcqkRu[eHr\\dJn\\VmZ_I>u`' +
  'eemX\\md<Hai<Hmd[jd@jdvnW]vM>rvbeQSenmaX=ZdmYWReidQ`[I[Twew\\deecB?jdRFrdnljKAmkYIelu`nsa\\=lmdPdIYjjHd[S@Qa=dd`kdF' +
  'XXn[@[[cc`wPnd;JZcx=m\\derYdIYIKDohnPadYnlGHlfA`KmcciOIE[IYn8m8@wXnZ@oJx[cdIHm[<oG[@@56crYhid[IIwVbj?nIcleTuK[d[j' +
  'c6nY[[8ue[3oNeAd\\`\\Fbawe`?RI;KhJk[umd6@wxe8XOndnj\\ZkXdfA7RZ]nanHeDsdd]]bJeX_uZXQkJOndI`bu]JwdAidlm?ei\\4\\lO;VbnFH' +
  'l\\l@BPcS@kodl@6Imcmlslea7f7vVj<OAnx[Sd=eTand@mcddXNecme??JK[dwwmwvEB8uQeAk?hd?dl=tdRNAQ\\Jcj4E@bundnEIlRcddnfu6lo' +
  'n_d\\dfJnk[`fd\\clneljcqAvnuld[ZJmSRe7J[nJ@e\\[ZGkuIebvRDconeRddZ`j';

/** Of whole pieces, likewise. */
export const WHOLE_PRICES =
  'AH1N:GOF39H1M3O?;:B8GHLG7LGN;PHP>32II=F1@MF98IEIC)J19@EBTF4OILO94@:LHAHAH3FN2E8AIMTPLM0PO3ADG87O:9HPM@I3@,O7;OO3' +
  ';BEIHH9,BI8L0O:8FH@9FFEH:4:PK;=E941>9FH0P:OH2GPO:M;P0UIOGBE3?9AQN3?HM@E0M1P22FH?::H9OP1AQ:;LFBHOOB;BA:HMH34MOS8P' +
  'PMI??::E:IOFFJ9::H.HOPGO4O3FAF;LPPAH:;PIMP:QB2F,OQ0GOA?M>FG+PBB:IML?7I;8E>WPH:;3;G4FGIB8EA@;PBUHHE8EE4OO:<M@0P;W' +
  'EEAHPHGGO7EH4B?PG1@AS38HM3O:OOHV:H-HNL<FLH@O7AEGBP;39A0NEG:?AHBAALOG;MHGN04GOFFFHTW:A:;I;JH,0?@L7I7E>GII:UAQ;OEF' +
  '7HG3F8A3P@2LGN78:8;:E4H1AGO8FIH:IM3EAH4E;HMIEOH43;A9EFP4E?;PEAH;B,:P151:7B;7<LEO+@IP8P:I3IM:I;E0PEN4B<FFHHIM2?BH' +
  'GL91TKWB;9?P80LAO7?:MGEOIFL88LF@LN?:G5LNVBIF2:AON14GABHII70F78HAF9:6H;0HMNIAA*OF;BB;873,F9PU835:8IWGEN0;4II::;A?' +
  'NBO12??LQMOOH:PL9VAG8MFNPGPP:HOL7414HANP?6TAMP:I8:5??L?IIPPH,QU9F10O:BOFFFHH4FAO+3PO8I17ATE@OH3>>F9B+EPG?7@:A<IH' +
  'L8BNAO(VIBH>GBHH7IOEOM;EMWG99PLBE>1DG6@>7>;H87JP919H9INPIJHH;H-GL>3LGM;9G3ONILI9H;8:DM>EL6>HFMA:?8I8-H4I>BB2@GEH' +
  '4A;L3HMEP?OF:M9>@>490O;OLM:7>OF@LFNOF892PI;NABGGL:OHOH?:@MPF;@AH8H8B5FIT1FH7N@80N8I9P;8:IP;MG8N?2BBD8ANW7A4OMEV;' +
  'OO9I:8>WHEF1QG;FE5O?1L3>GL3NK>38:HGI;H1E74A8SF:7FBP6H@4GS?H?P9PMMG>PB0F3OFNH;MBGPOMIG8M3FNA33H039;:7G31NO4@OFE3H' +
  '0GH::7I1+H?1HHG73:BNNO1P?IOMGIG;AOI62@GE-:BVFOFTN:GIF1ONIH@DQFI39F8LSE3HB*N:FO:HHOOUP?HGMN0I8O4NHG1E0EA>:3:GH;HO' +
  '2APH>F>QHO7I7G;LANOL6:O</HHA:KH;@TMJM93838>:MFG<@?EB@M4SIMTM:H?K67?FN:GLLPET9G9I4MGHHN7FLNP8381N7A?IBXKIPG0:B:)P' +
  'OFQ078>FI9:47H3LBHH9HHPDIF1B1AEI6PFM+BPM;OIEB84O89G:7:9HNIM7HPWGH1HN381;:GAG3FEMGGFN>N8O;PBBN7:BLDIGMPNIMB?8A@PG' +
  'IP9O?NGFNLLL88H2GEE*A?8:1EHH1LEEHAUH:87F?60NLE;AA?MA>PB0AAGNAGP1;M4:60G>7BC;A40FMFO8MM@NE:LHI;PA:9H?AP82;HBBLOHF' +
  'IHU7??F8IH4GH4GHE:UOO38L2DA;:4IAB7@:BWN:G4HHB1FA8OAHHPH09?;AL3PO?GO4E8GBGHJP7NOHM9@AGQID8MP;H;7EGO4GEO?@AOXLNA7A' +
  '8R88277IF:7OHH;BMPIO9B:H4GH:?I9PHLAIH2><GOGE*43:138IOL3ADAHI3H8;BAM8PLPGFOM;GGA;G;F4:IGAP:DOO8M91G9O::OII:WBOEH:' +
  ':AHA;U:9:4:;3L1FIHP3LA9BHFIE:>:HL;4:M@;7OL;:O:?:UMI8H3BEO8LP493FG3EAKPMHA1F,1HD;IA1F@FILN9P0?288G;GF>;;1P9FP>12:' +
  '1003EHL:G?G3118H<PI1FSP:@P:H1?72<AEP8IM41>-4O7OHA8/0:TKM?@)8*P1IHAW?@4NH:NOI9I4I3?P8MP:H:PENE8N<M7J>IL814PFEPBN:' +
  'A?I8FIN*IOT;MDF-H;GAO>88GE3HMOD:?O3?OP0II89HN:::F0BBM;3FAAGA?PME;HLMPGIO8HBINBO01OME4HII7EN*BHQHF?IFPPB5E:PF19J0' +
  ';8IP>N:3OVE*BT17GO188?GIF7HG88;LH8O7H5PB4@:MO28@3QPH17>CF,1M6I?89OG1P:OVPPLN;HBH<P4INGN3I<FIOG@CAH?9:U70L:JHE;E;' +
  'GO?ILEM8N;7HF3EIO;O-O3NN@:F;N2O:E?FG87:NBO:F?3OIO;NITPP9HABG;F4IJ;EP:HAE878:P1@FPF?:I4PI4NIM4>T;A3IJN@HJLEWIF8FI' +
  'FM@?<>SBG?OMVH;:JL@1UH88H3HL::H6AH18BN:WGP091O4FM>OIOEH3B3P8??LO;E83E1IA:I?93H:ONNFN8E:>:F8O:4?P+P:OLN7BEL3AJJ7H' +
  'N??FNOE6PA84FAOP2:4F2F?:OEHH9O;2I4:FNPHH:M2LMN::-MF;4I;B837DKIHIH?M3B37P48NOPH?:9I-;BP4OB;OIHHB>FVLH3ML9J;;99A3A' +
  'HV8PAHHE1;4MF8M:;EE38;LOFOE:90NL;H:8M+N3A;P40:33MNFEGE:OAFD;II:GVO1A?O034OO?N3OOP78EMELGEM:7@I7AOGALNALPH:-I;99P' +
  'H6?3?O1;,3TFA7OH8H+HH;:@P3FM:78FF@BPM9>7;0,@F::;I9FHLPRH:GA5<NU0EH8P3H89MHW7H4O83O;ENI7FP?24A2M?E8L9;9H0SH299G;1' +
  ':7@H@DV;:OE9O:B@1MMH>8MENI->I2HMPF3IO0:VNIANH7NGESE7BLI?IP38I21,MO?LNO9:;MAB=4FN0HH81?1OMM;L;3TNJ4BW?EI0T9CM;IFN' +
  '0IIF4)@/:7H;BBFHD:7H:;F3AMF123EDOHG4GEV>?HO3PBBBFA>HI1FWM7G2O?P<B;I5J9:IB9POH?FOGL9HFHMUAIPGH8MP@P:C>DPE9:EP3G63' +
  '9;HHMHP5FBP8901IB1PP>FEFOFHAPL1G;HB47NMF:0FI::OM0EI+IQJBI3O:E0@LPHNO@ENI2LH9?HF4NNTM3H8::PH?P3M9);,9ON;0MIH4LH4E' +
  'O=4EI:IEM;B4PAHGPBFHH;G0?FMBP9?HOHGFFN0*LI3::P1OLI3O?I>FHLE:;:O10:EOPE;1ML3?087BF*1740@MPHLOAF:3HA78L1@PI;ANMF>*' +
  'IVH:B0748H:F?O8I=I;@78M8HAHOPF>@BO3PLENF9I3M4IEEMF2P:I?4HIO?I:FG1GIEOH+HF4F2E07@FMA8BB;4:IIOF*BG77JIAPL::F3M1H:8' +
  'GGNO781MA;:=?H8PI3I7BFJ@IOO:I;B@0IGGGI91TLH@OF@M@6A;;87I;JLP1GO>;OP4LIBM;:@@BB43P@DMLLPI.VP;IIV1UAG9L)+;J?HOM)2I' +
  'GGI0987TOBFOII9A3P3098PG7OIIF;;M0=G47PAM?:ABEFE:8F83:NNA9*:LH<L1BD7I;M9L9AAO9IFB8IA9R?HI4F=9>EA:LTG7GB2O4HA;9B1O' +
  'IB@H4P?3O2BTEF3;EMNA92;?:H:;IMV3HO:IMEOPGHAHAMP0224P3780WI3;H3OFE14GM:7P88<E0O;E:HQ<HFGGPNEI4GHE:Q:P?2P:3@2U:HH3' +
  'FO2I?EP3M;FPHLB;7OMA:1AE>V:/>HOF>GNP8;ENIO;8OIP78CI;GEE039?I;81?L7:NN?GA7H@IM;;:MGH9EFHLOAP:I4BEMLHFVH0LM4HHO238' +
  'AN;8:4;QHH7E72LHAIN91*B4EA:8EMOOAAM?OD1>ONNHE:GHAD?MB8FE1MGIU1;?;;O?2M;MBOKB11G8F42O0MP94<M9F;AHIGP:BAN63AMOL;HI' +
  'HFBHF:GANG:HBNA5LHHVHIQ:HPI;E7MMJA8I14IH8M?:HALIFB8VI:HHN6;@MWPI:8>PF?HHBN3V8GV?:4:HP?9@1;M?9H=43GB,O7A;G4=S8VO8' +
  'JB:INONPE1AG9L5FH:1F?T@MPMB3;;?NMJAK8IVN;PBFI81@@?W9:A1E?@CGET4C';

/**
 * Made by `npm run bench -- leaks --train` from 7858 series; do not edit. A finding needs a confidence of at least `threshold`,
 * which 1 % of the not-leaking series reached when they were judged by members that had not seen them.
 */
export const COEFFICIENTS = {
	bias: 0.6870,
	offset: 0.0161,
	scale: 0.9890,
	threshold: 0.909,
	members: `
oneJump -0.0016 lateSlope 0.378 lifeGrowth 0.158 lowRecord 0.0525 lowRecord 0.0116 lowRecord 0.0525 growing 0.31 -0.2776 0.0377 0.0813 0.2169 -0.4004 -0.1377 -0.2549 0.1693
slopeAfterJump 0.468 lifeFit 0.797 rising 0.667 lowRecord 0.0525 fall 0.264 growth 0.0417 lateSlope 0.459 -0.3154 -0.1161 -0.1164 0.1825 -0.1952 0.0745 -0.0389 0.1963
oneJump -0.0341 thirdSlope 0.333 lifeGrowth 0.158 keptQuiet 1.76 kept 0.0263 keptSteps 5.58 growing 0.31 0.0935 -0.1751 -0.1031 0.1911 -0.2673 -0.1193 -0.1627 0.1482
oneJump -0.0016 thirdSlope 0.333 lifeFit 0.797 eighthSlope 0.702 lowRecord 0.0525 lowRecord 0.0525 fall 0.176 -0.1714 0.0505 0.0731 0.1849 -0.2248 -0.0639 -0.0866 0.171
oneJump -0.0341 lateSlope 0.459 lifeGrowth 0.158 lowRecord 0.0525 kept 0.0263 lowRecord 0.0297 fall 0.264 -0.1526 0.0606 -0.1159 0.1732 -0.2031 -0.0507 -0.0939 0.1467
slopeAfterJump 0.468 certainty 4.5 growth 0.0216 keptSteps 4.85 fall 0.387 lifeGrowth 0.115 lateSlope 0.459 -0.2069 -0.0964 -0.0557 0.1702 -0.1448 0.1422 -0.0304 0.1623
oneJump -0.0016 keptQuiet 3.64 lifeFit 0.53 lowRecord 0.0116 growing 0.848 lowRecord 0.0297 fall 0.264 0.0371 0.1688 -0.1164 0.1334 -0.1788 -0.0417 -0.0608 0.154
lateSlope 0.292 lifeFit 0.926 keptSteps 5.18 certainty 5.02 growthToFall 1.07 growing 0.228 thirdSlope 0.403 -0.1801 -0.0358 0.1353 -0.0549 -0.1192 0.1056 0.0229 0.1629
slopeAfterJump 0.408 lifeFit 0.926 lowRecord 0.0716 lateSlope 0.208 fall 0.292 lifeGrowth 0.115 fifthSlope 0.0889 -0.1709 -0.0799 -0.027 0.143 -0.0789 0.1218 -0.0697 0.162
rising 0.762 growth 0.048 fifthSlope 0.189 lifeGrowth 0.34 twoJumps 0.75 keptQuiet 3.41 keptQuiet 18.7 -0.1538 0.1293 0.0617 -0.1339 0.066 -0.1777 0.1573 0.0156
lowRecord 0.0525 lifeFit 0.439 fifthSlope 0.282 keptSteps 4.27 fall 0.387 eighthSlope 0.264 kept 0.02 -0.1531 -0.0572 -0.0181 0.1541 -0.1232 0.0903 -0.1162 0.1577
lateSlope 0.292 certainty 4.5 rising 0.643 middleSlope 0.734 fall 0.264 daysUp 0.641 keptQuiet 3.41 -0.1654 -0.098 -0.0471 0.1306 -0.0946 0.0991 0.1416 0.0072
lowRecord 0.0525 growing 0.31 fifthSlope 0.282 growth 0.0216 fall 0.387 eighthSlope 0.264 kept 0.02 -0.156 -0.0555 -0.0111 0.1443 -0.1029 0.0799 -0.1086 0.1509
lateSlope 0.459 certainty 4.5 keptSteps 5.18 endSlope 0.182 recorded 0 lifeGrowth 0.059 kept 0.02 -0.1483 -0.0558 -0.0292 0.1707 -0.0895 0.0702 -0.079 0.1449
rising 0.762 daysUp 0.609 fifthSlope 0.189 lifeGrowth 0.382 recorded -1 keptQuiet 3.41 recorded -1 -0.1034 0.1072 -0.068 0.1007 0.0522 -0.1429 -0.005 0.1432
endSlope 0.276 recorded 0 rising 0.643 daysUp 0.723 range 0.103 lifeGrowth 0.301 recorded -1 -0.1365 0.025 -0.0831 0.1621 -0.0649 0.114 -0.0335 0.1256
thirdSlope 0.333 recorded 0 keptSteps 5.18 lateSlope 0.529 range 0.11 lifeGrowth 0.158 middleSlope 0.468 -0.1345 -0.0299 -0.0595 0.1662 -0.0654 0.098 0.027 0.139
slopeAfterJump 0.297 growing 0.228 lowRecord 0.0877 keptSteps 4.54 recorded 0 fall 0.387 endSlope 0.0284 -0.1367 -0.0135 -0.0433 0.1287 -0.018 0.1226 -0.0249 0.1411
twoJumps -0.0888 keptQuiet 3.41 growth 0.0216 range 1e308 thirdSlope 0.469 lifeGrowth 0.158 keptQuiet 2.31 0.1478 0 -0.088 0.0491 -0.1202 0.0681 0.0782 -0.0404
thirdSlope 0.469 recorded 0 keptSteps 6.84 keptQuiet 2.31 range 0.0436 lifeGrowth 0.115 keptQuiet 4.6 -0.0272 -0.1251 -0.1116 0.1308 -0.0434 0.0903 0.1455 -0.0282
endSlope 0.276 recorded 0 kinkFit 0.48 keptQuiet 0.403 fall 0.117 range 0.412 kept 0.0263 0.1069 -0.105 -0.0624 0.1472 -0.0549 0.1372 -0.0632 0.1216
middleSlope 0.284 lifeFit 0.878 lowRecord 0.0525 endSlope 0.364 growthToFall 0.996 keptQuiet 1.57 fifthSlope 0.282 -0.136 -0.0505 0.1295 0.0102 0.0501 -0.0492 0.0068 0.1374
growth 0.0216 lifeGrowth 0.0754 keptQuiet 3.41 keptSteps 4.85 lifeFit 0.797 daysUp 0.491 recorded 0 -0.1281 -0.0081 -0.0383 0.1068 -0.0778 0.1013 -0.0616 0.1186
rising 0.857 dayGrowth 0.338 fifthSlope 0.189 lifeFit 0.878 daysUp 0.609 lifeLate 0.774 kept 0.15 -0.1397 0.0815 -0.0263 0.0753 -0.095 0.0788 0.0514 0.1439
thirdSlope 0.261 recorded 0 kept 0.0263 fifthSlope -0.406 fall 0.134 range 0.3 kinkFit 0.275 -0.0124 -0.1087 -0.0346 0.1524 -0.123 0.0701 -0.0026 0.0897
rising 0.528 range 0.429 keptQuiet 3.64 recorded 0 dayGrowth 0.472 kept 0.0263 lateSlope 0.208 -0.1207 0.015 -0.0431 0.1055 -0.088 0.0807 -0.0985 0.0014
rising 0.905 dayGrowth 0.338 fifthSlope 0.0889 lifeFit 0.878 growth 0.0122 range 1e308 kept 0.15 -0.1246 0.0898 -0.0565 0.0283 -0.0927 0 0.0537 0.1463
slopeAfterJump 0.8 dayGrowth 0.338 kinkFit 0.176 growing 0.228 kinkAt 0.0102 lifeGrowth 0.115 kept 0.0263 -0.1443 -0.0104 -0.0516 0.031 -0.1117 0.0864 -0.023 0.1366
middleSlope 0.284 lifeFit 0.926 lowRecord 0.0877 lateSlope 0.59 growthToFall 0.996 kinkAt 0.0102 fifthSlope 0.0314 -0.1165 -0.0235 0.1099 0.0114 -0.0466 0.0308 -0.0197 0.1201
slopeAfterJump 0.115 keptSteps 6.84 keptQuiet 1.57 fall 0.292 middleSlope 0.699 kept 0.0388 lifeFit 0.958 -0.0952 0.0181 0.0134 0.1537 -0.0491 0.0891 -0.0284 0.0878
rising 0.905 dayGrowth 0.338 fifthSlope 0.0889 certainty 3.98 kinkFit 0.209 range 1e308 kept 0.15 -0.1178 0.0438 -0.0364 0.0292 -0.0824 0 0.0348 0.1397
keptQuiet 3.64 kept 0.0263 recorded 0 lifeGrowth 0.019 kinkFit 0.15 daysUp 0.723 fall 0.117 -0.1105 0.03 -0.0139 0.0736 -0.0849 0.0445 -0.0898 0.1408
thirdSlope 0.704 recorded 0 keptSteps 9.61 daysUp 0.813 fall 0.134 lifeGrowth 0.0954 range 1e308 -0.0622 0.0747 -0.0065 0.147 -0.0159 0.0746 0.1335 0
fall 0.387 kinkFit 0.209 lifeLate 1.2 keptSteps 4.54 lateSlope 0.529 range 1e308 range 1e308 -0.0896 0.0386 -0.0323 0.0691 0.1397 0 -0.0667 0
endSlope 0.276 eighthSlope -0.53 lowRecord 0.0525 growth 0.0122 certainty 3.59 fall 0.387 endSlope 3.28 -0.0758 0.0981 -0.1013 0.0202 -0.016 0.1093 0.1069 -0.0666
rising 0.528 range 0.429 eighthSlope 0.264 recorded 0 keptQuiet 2.31 eighthSlope -0.247 kinkFit 0.846 -0.098 0.029 0.1104 -0.0135 0.032 -0.0769 0.0241 0.112
dayGrowth 0.812 slopeAfterJump 0.8 daysUp 0.641 rising 0.848 range 0.152 range 0.463 recorded -1 -0.094 0.0287 -0.0207 0.096 -0.0116 0.0904 -0.0598 0.1177
kept 0.0154 lifeGrowth 0.0954 kinkAt 0.0102 kinkAt 0.00993 range 0.3 kinkAt 0.0092 kinkFit 0.275 -0.0417 -0.1514 -0.0115 0.0961 0.0503 -0.0747 -0.0035 0.0677
keptQuiet 1.57 range 0.429 dayGrowth 0.812 kinkFit 0.127 kinkAt 0.00987 lowRecord 0.0877 fifthSlope -0.17 -0.0725 0.0536 0.0138 0.1518 -0.1024 0.0224 0.0709 -0.0223
range 0.0317 growth 0.00848 dayGrowth 0.991 range 1e308 range 1e308 slopeAfterJump 0.755 recorded -1 -0.1218 0 -0.0225 0 -0.0576 0.0501 -0.0625 0.0399
rising 0.905 fifthSlope -0.727 fifthSlope 0.0889 oneJump 0.249 fifthSlope 0.375 range 1e308 kept 0.168 0.0858 -0.0538 -0.0751 0.0043 -0.0657 0 0.0101 0.1332
middleSlope 0.284 range 0.429 kinkAt 0.0102 kinkAt 0.573 twoJumps 0.75 slopeAfterJump 0.732 certainty 0.738 -0.0688 -0.0045 0.1114 -0.0496 -0.0581 0.0714 0.0005 0.0816
kept 0.0154 lifeGrowth 0.0954 growthToFall 0.996 kinkAt 0.0177 recorded 0 growing 0.02 range 0.16 -0.0398 -0.1452 0.0019 0.1065 -0.0009 0.0664 0.0337 -0.0873
daysUp 0.641 endSlope 0.0284 kinkAt 0.00983 eighthSlope -0.53 rising 0.643 thirdSlope 0.527 recorded -1 0.0105 -0.1007 -0.0321 0.0382 -0.116 0.0884 -0.0621 0.0997
range 0.0317 growth 0.00848 thirdSlope 0.704 range 1e308 range 1e308 recorded 0 keptSteps 6.01 -0.1112 0 -0.0178 0 -0.0351 0.0916 0.0039 0.0935
fifthSlope -0.727 kinkFit 0.209 fifthSlope 0.0889 range 0.267 oneJump 0.249 recorded 0 lowRecord 0.0877 -0.09 0.1138 0.1753 -0.0309 -0.0928 0.0195 -0.008 0.0679
growthToFall 1.07 growing 0.02 kinkAt 0.0092 kinkFit 0.0787 keptQuiet 4.6 range 1e308 lateSlope -0.0411 -0.1142 0.0126 0.0784 -0.0219 0.0357 0 0.0099 -0.1084
dayGrowth 0.338 twoJumps 0.11 growthToFall 0.996 range 0.256 growing 0.228 recorded -1 fall 0.387 -0.0123 0.0885 -0.1202 0.013 -0.053 0.0336 -0.0726 0.081
range 0.0317 kept 0.0154 dayGrowth 0.991 range 1e308 range 1e308 kinkAt 0.00982 daysUp 0.577 -0.1213 0 -0.0305 0 -0.1076 -0.0045 0.0053 0.0722
keptQuiet 1.57 range 0.429 endSlope 0.0284 kinkFit 0.127 lateSlope 0.59 eighthSlope -0.53 lowRecord 0.0525 -0.0666 0.0403 0.0356 0.1413 0.0273 -0.1096 -0.0172 0.0551
fifthSlope -0.727 eighthSlope 0.828 fifthSlope 0.189 kinkFit 0.241 middleSlope 2.1 range 0.16 rising 0.889 -0.0549 0.0586 0.1829 0.0176 -0.0168 -0.0939 -0.004 0.082
range 0.0317 kept 0.0154 dayGrowth 0.991 range 1e308 range 1e308 rising 0.778 endSlope 2.8 -0.1159 0 -0.0282 0 -0.0494 0.0411 0.0333 -0.0228
fall 0.387 growthToFall 0.996 lifeLate 1.2 growing 0.02 range 0.16 range 1e308 range 1e308 -0.0121 0.0436 0.0303 -0.1072 0.1186 0 -0.0752 0
range 0.0317 eighthSlope 0.646 thirdSlope 0.704 range 1e308 range 1e308 recorded 0 keptSteps 9.11 -0.1073 0 -0.0195 0 -0.0288 0.0767 0.0106 0.1018
fifthSlope -0.406 kept 0.0885 fifthSlope 0.0314 growthToFall 0.387 lifeLate 0 keptSteps 4.06 kinkAt 0.00982 -0.079 0.0681 0.1416 -0.009 -0.1193 -0.0275 -0.0436 0.0215
daysUp 0.813 slopeAfterJump 1.63 kinkAt 0.51 dayGrowth 0.338 thirdSlope -0.321 dayGrowth 0.885 range 1e308 -0.0767 -0.0033 -0.0512 0.084 0.0138 0.109 -0.0298 0
rising 0.528 fall 0.324 keptQuiet 18.7 kinkAt 0.0727 range 1e308 kept 0.0108 kept 0.293 -0.1054 -0.019 0.0592 0 -0.0835 0.0252 -0.0908 0.0424
fifthSlope -0.727 eighthSlope 0.828 fifthSlope 0.0889 oneJump 0.249 middleSlope 2.1 fifthSlope -0.17 growthToFall 0.984 0.0351 -0.0842 0.1605 0.0134 -0.0023 -0.0835 0.016 -0.0486
lifeGrowth 0.382 kinkFit 0.127 certainty 5.02 range 0.256 range 0.182 range 1e308 range 1e308 -0.086 0.0489 0.0442 -0.0319 -0.0091 0 0.0988 0
kinkAt 0.0092 fifthSlope -0.0492 kinkAt 0.00982 range 1e308 lowRecord 0.0525 lateSlope 0.902 daysUp 0.641 0.1429 0 -0.0424 0.0725 -0.1056 0.0193 -0.0082 0.0511
range 0.0436 growth 0.0122 range 0.131 kept 0.0263 range 1e308 kinkFit 0.0787 fifthSlope -0.998 -0.1179 -0.0186 0.0236 0 -0.0831 0.066 0.0649 -0.021
certainty 1.96 kinkFit 0.0787 kinkAt 0.0102 range 0.3 lifeLate 0 kinkAt 0.0092 dayGrowth 0.991 -0.1369 0.0418 0.0228 -0.0591 0.0514 -0.0824 0.0013 0.0742
fall 0.387 growthToFall 0.941 lifeLate 1.09 lifeFit 0.215 lateSlope -0.00494 range 1e308 range 1e308 -0.0096 0.0566 0.0369 -0.0716 0.1117 0 -0.0607 0
rising 0.905 keptQuiet 0.116 kept 0.168 range 1e308 certainty 2.17 range 1e308 endSlope 0.182 0.0901 0 -0.0247 0.0179 -0.0265 0 -0.0235 0.1246
rising 0.528 fall 0.324 keptQuiet 18.7 fall 0.0286 range 1e308 growing 0.02 kept 0.293 -0.0017 -0.0832 0.05 0 -0.0026 0.0448 -0.083 0.0419
range 0.0317 lowRecord 0.0716 kinkAt 0.0092 range 1e308 range 1e308 fifthSlope -0.0492 kinkAt 0.00983 -0.0897 0 -0.0066 0 0.1264 0.0019 -0.064 0.0095
lifeLate 1.86 fall 0.387 growth 0.0526 growthToFall 0.996 certainty 5.02 keptQuiet 1.46 endSlope 0.364 0.0094 -0.0494 0.0203 0.112 -0.0273 -0.1137 -0.0362 0.0939
kept 0.0263 lifeGrowth 0.0954 range 0.137 thirdSlope 1.38 growthToFall 1.01 kinkFit 0.0787 fifthSlope -0.998 -0.1028 -0.0058 0.0962 -0.0044 -0.0813 0.0668 0.0624 -0.0268
daysUp 0.813 slopeAfterJump 1.63 kinkAt 0.51 dayGrowth 0.338 thirdSlope -0.321 slopeAfterJump 0.354 range 1e308 -0.0663 -0.0029 -0.0497 0.0801 0.1183 0.026 -0.0304 0
keptQuiet 1.57 keptSteps 11.5 lateSlope -0.0411 range 0.429 range 1e308 growing 0.02 lateSlope 0.208 -0.0116 0.094 0.1016 0 -0.0234 0.1033 -0.0789 -0.0061
rising 0.905 twoJumps 1.82 kept 0.168 keptQuiet 0.116 keptQuiet 4.6 range 1e308 endSlope 0.182 0.0799 -0.0031 -0.0154 -0.099 -0.029 0 -0.0185 0.1177
recorded -1 thirdSlope 0.704 daysUp 0.609 fifthSlope 0.686 range 0.16 rising 0.5 range 0.175 -0.1218 -0.0247 -0.0206 0.0863 -0.0532 0.0067 0.0906 -0.0082
lifeLate 1.86 fall 0.387 growth 0.0526 growthToFall 0.941 certainty 5.76 fall 0.0638 endSlope 0.364 0.0092 -0.0389 0.0293 0.1039 -0.0133 -0.1064 -0.0302 0.0854
kinkAt 0.0092 fifthSlope -0.0492 kinkAt 0.00984 range 1e308 thirdSlope 0.469 eighthSlope 0.264 lateSlope 0.968 0.1164 0 -0.0531 0.0406 -0.117 -0.0058 0.0237 -0.0223
slopeAfterJump 0.924 slopeAfterJump 0.518 kinkFit 0.435 lateSlope 0.208 kinkAt 0.00993 range 0.228 fifthSlope 1.13 -0.0263 0.0366 0.0259 -0.0772 -0.0468 0.0529 0.1159 0.0237
range 0.0317 lifeGrowth 0 range 0.131 range 1e308 range 1e308 kinkFit 0.0787 recorded 0 -0.005 0 -0.0798 0 -0.069 0.0467 -0.0183 0.0652
daysUp 0.813 slopeAfterJump 1.63 fifthSlope 1.08 dayGrowth 0.338 thirdSlope -0.321 thirdSlope 0.333 range 1e308 -0.0568 -0.0027 -0.0439 0.0733 0.007 0.0929 -0.0322 0
recorded -1 thirdSlope 0.704 daysUp 0.609 fifthSlope 0.599 kinkAt 0.382 rising 0.5 range 0.175 -0.1149 -0.0237 0.0741 -0.0252 -0.047 0.0058 0.0788 -0.0057
growing 0.02 kinkFit 0.0787 lateSlope -0.0411 range 0.3 lateSlope 0.529 eighthSlope 0.828 keptQuiet 2.75 -0.1312 0.0335 -0.0319 0.0381 0.0169 0.1479 0.0267 -0.0464
eighthSlope -0.247 oneJump 0.249 endSlope 0.0284 kinkFit 0.127 kinkAt 0.0269 certainty 3.59 growthToFall 0.984 -0.0111 0.0927 -0.017 -0.0924 -0.0983 0.0477 0.0185 -0.0432
range 0.0436 kept 0.0154 range 0.117 range 1e308 lowRecord 0.0877 rising 0.5 recorded 0 -0.1096 0 -0.0485 0.0714 -0.057 0.0483 -0.0155 0.0616
lifeGrowth 0.382 lateSlope -0.00494 kinkAt 0.483 growing 0.02 lateSlope 0.208 range 1e308 range 1e308 -0.0253 0.0742 -0.0591 -0.0002 -0.0074 0 0.0943 0
rising 0.905 keptQuiet 0.116 kept 0.168 range 1e308 certainty 1.96 range 1e308 eighthSlope 0.264 0.0731 0 -0.0193 0.0121 -0.0362 0 0.0006 0.1183
lifeLate 1.09 fall 0.387 kinkAt 0.00962 growthToFall 0.996 range 1e308 range 1e308 daysUp 0.577 0.0104 -0.0454 0.0917 0 0.0538 0 -0.0758 0.0104
kinkAt 0.0102 lateSlope 0.902 lateSlope 0.968 slopeAfterJump 0.755 fifthSlope 2.51 fifthSlope 1.08 keptSteps 9.61 -0.0578 0.0609 0.09 -0.0003 0.0128 0.0899 -0.0393 0.0772
range 0.0436 growth 0.0122 range 0.131 kept 0.0263 range 1e308 recorded -1 fifthSlope -0.998 -0.1003 -0.0102 0.0241 0 -0.0673 0.042 0.0551 -0.0163
rising 0.905 twoJumps 1.82 kept 0.168 keptQuiet 0.116 keptQuiet 4.6 range 1e308 kinkAt 0.00984 0.0697 -0.0025 -0.0138 -0.0891 -0.0346 0 -0.0011 0.1118
kinkAt 0.0092 fifthSlope -0.0492 kinkAt 0.00982 range 1e308 lowRecord 0.0525 slopeAfterJump 0.732 slopeAfterJump 0.518 0.101 0 -0.0367 0.0606 -0.0804 0.0227 0.023 -0.0159
lifeLate 1.86 fall 0.387 growth 0.0526 growthToFall 0.941 growthToFall 0.858 fall 0.0638 endSlope 0.364 0.008 -0.0299 0.0236 0.0933 -0.0122 -0.0966 -0.0258 0.0787
certainty 0.738 lifeLate 0.315 kinkAt 0.152 kinkFit 0.176 range 1e308 recorded 0 slopeAfterJump 0.642 -0.0636 0.0217 -0.1503 0 -0.0497 0.0583 0.0721 -0.0088
slopeAfterJump 0.924 slopeAfterJump 0.642 range 0.228 thirdSlope 0.469 kinkAt 0.00993 kinkFit 0.15 lateSlope 2.08 -0.02 0.0312 0.0573 -0.1037 -0.0638 0.044 0.1051 -0.0155
slopeAfterJump 1.63 daysUp 0.609 eighthSlope 3.08 keptSteps 11.5 twoJumps 0.464 endSlope 1.54 growthToFall 0.387 -0.0214 0.0531 0.0468 -0.0338 0.0166 0.1165 -0.0619 0.0191
thirdSlope 2.35 kinkAt 0.00984 kinkAt 0.00987 kinkAt 0.0092 range 0.463 range 1e308 lifeLate 0.585 0.0187 -0.0699 -0.0009 0.0557 0.0901 0 -0.0521 0.0398
range 0.0436 growth 0.0122 range 0.131 kept 0.0263 range 1e308 keptSteps 1.88 fifthSlope -1.32 -0.0935 -0.0094 0.0231 0 -0.0605 0.0406 0.0543 -0.0144
endSlope 0.0284 eighthSlope -0.53 endSlope 0.856 oneJump 0.249 certainty 3.28 middleSlope 0.163 eighthSlope 0.908 0.0565 -0.0619 -0.0873 0.0419 -0.0297 0.0601 -0.0583 0.0059
lifeLate 1.09 fall 0.292 lifeFit 0.279 lifeLate 0.996 kinkAt 0.152 thirdSlope 0.261 fall 0.134 -0.0067 0.0678 0.0138 0.0802 0.0071 -0.0834 0.0654 -0.0362
keptQuiet 0.116 range 1e308 eighthSlope 0.264 range 1e308 range 1e308 fifthSlope 0.282 keptSteps 11.5 0.0518 0 0 0 -0.0437 0.0304 0.0006 0.0703
eighthSlope -0.247 twoJumps 0.152 eighthSlope 0.264 kept 0.0737 keptSteps 6.01 lateSlope 0.853 kinkFit 0.918 0.0126 0.1172 -0.0466 0.0735 -0.0644 0.0308 0.0017 0.0959
fifthSlope -4 range 1e308 lateSlope -0.00494 range 1e308 range 1e308 keptSteps 4.54 lateSlope 0.135 0.0449 0 0 0 -0.0038 0.0889 -0.0587 -0.0011
rising 0.905 twoJumps 1.61 slopeAfterJump 0.518 growthToFall -0.0475 keptQuiet 4.6 range 1e308 thirdSlope 0.527 -0.0568 0.0042 -0.0004 -0.0916 0.0872 0 -0.0743 0.0416
`,
};

/**
 * Made by `npm run bench -- leaks --train` from 7858 series; do not edit. A finding needs a confidence of at least `threshold`,
 * which 1 % of the not-leaking series reached when they were judged by members that had not seen them.
 */
export const COEFFICIENTS = {
	bias: 0.687,
	offset: 0.003,
	scale: 0.9877,
	threshold: 0.923,
	members: `
slopeAfterJump 0.455 lifeGrowth 0.236 growth 0.0195 lowRecord 0.0525 certainty 3.98 lifeGrowth 0.115 lateSlope 0.459 -0.4044 -0.1474 -0.1566 0.1732 -0.2749 0.1762 -0.0418 0.2097
oneJump -0.0016 thirdSlope 0.333 lifeGrowth 0.158 lateSlope 0.639 lowRecord 0.0116 lowRecord 0.0297 growing 0.31 -0.192 0.082 0.0727 0.2052 -0.3176 -0.1369 -0.2223 0.1592
oneJump -0.0341 lateSlope 0.378 lifeFit 0.797 lifeFit 0.215 keptQuiet 3.64 lowRecord 0.0525 fall 0.176 -0.192 0.0412 0.1937 0.0648 -0.2542 -0.0661 -0.1051 0.1745
oneJump -0.0016 thirdSlope 0.333 lifeGrowth 0.158 keptQuiet 1.76 lowRecord 0.0525 keptSteps 5.58 growing 0.31 0.0574 -0.1648 0.0722 0.1852 -0.2356 -0.1082 -0.1575 0.1392
slopeAfterJump 0.503 lifeFit 0.926 growth 0.0195 lateSlope 0.208 fall 0.292 lifeGrowth 0.115 keptQuiet 3.41 -0.2228 -0.1141 -0.0014 0.1664 -0.146 0.1443 0.1739 0.0504
oneJump -0.0341 lateSlope 0.459 growing 0.31 lowRecord 0.0525 kept 0.0263 lowRecord 0.0297 fall 0.196 -0.1436 0.0723 -0.106 0.1677 -0.1944 -0.0364 -0.1106 0.1343
oneJump -0.0341 fifthSlope 0.282 lifeFit 0.439 eighthSlope 0.532 lowRecord 0.0525 keptSteps 4.85 fall 0.292 -0.0993 0.1007 0.0513 0.1705 -0.1841 -0.0654 -0.0691 0.1515
lowRecord 0.0525 lifeFit 0.439 fifthSlope 0.282 lateSlope 0.378 fall 0.387 keptQuiet 3.41 kept 0.02 -0.1809 -0.0934 -0.0321 0.1601 0.0536 -0.1541 -0.089 0.1672
slopeAfterJump 0.401 lifeFit 0.926 rising 0.75 keptSteps 5.18 growthToFall 1.07 growth 0.0242 lateSlope 0.459 -0.1667 -0.0648 0.1255 -0.0439 -0.1147 0.062 -0.0138 0.1604
lowRecord 0.0525 certainty 3.59 fifthSlope 0.189 keptSteps 4.54 fall 0.387 keptQuiet 3.41 kept 0.02 -0.1569 -0.0545 -0.0101 0.1597 0.048 -0.1505 -0.0883 0.1572
slopeAfterJump 0.551 certainty 4.5 rising 0.667 lateSlope 0.208 fall 0.1 kept 0.102 fifthSlope 0.282 -0.1566 -0.0519 -0.1251 0.0972 -0.1108 0.0441 0.0026 0.1513
rising 0.643 daysUp 0.641 keptQuiet 3.41 lifeGrowth 0.34 recorded -1 kept 0.0388 endSlope 0.182 -0.1427 0.0986 -0.0791 0.1222 -0.021 0.1443 -0.1484 0.0432
lowRecord 0.0525 growing 0.31 endSlope 0.276 growth 0.0195 fall 0.387 growth 0.0454 kinkFit 0.15 -0.1568 -0.0547 -0.0139 0.1408 -0.1512 0.0301 -0.0719 0.1542
slopeAfterJump 0.277 certainty 4.5 lowRecord 0.0716 keptSteps 4.85 recorded 0 lifeGrowth 0.115 fifthSlope 0.0889 -0.1487 -0.0348 -0.0268 0.1613 -0.0458 0.0969 -0.0408 0.1445
lateSlope 0.292 lifeFit 0.926 keptSteps 5.18 middleSlope 0.734 recorded 0 lifeGrowth 0.158 keptQuiet 2.75 -0.1513 -0.0672 -0.0241 0.1618 -0.0777 0.0957 0.1463 0.0246
rising 0.762 daysUp 0.609 fifthSlope 0.189 recorded 0 twoJumps 0.75 lateSlope 0.639 recorded -1 -0.107 0.045 0.0975 -0.0819 -0.1382 0.0658 -0.001 0.1429
thirdSlope 0.333 recorded 0 keptSteps 5.18 lateSlope 0.529 range 0.11 lifeGrowth 0.158 kept 0.02 -0.1352 -0.0298 -0.0639 0.1676 -0.0747 0.1022 -0.0591 0.1344
endSlope 0.276 recorded 0 rising 0.643 daysUp 0.723 lifeGrowth 0.0451 growth 0.0642 recorded -1 -0.1268 0.0323 -0.0784 0.1532 -0.0753 0.0528 -0.0388 0.1188
twoJumps -0.0888 keptQuiet 3.41 certainty 1.96 range 1e308 thirdSlope 0.469 growth 0.0195 fall 0.387 0.1479 0 -0.0729 0.0549 -0.1277 -0.016 -0.0009 0.1219
thirdSlope 0.469 recorded 0 keptSteps 6.84 keptQuiet 2.31 range 0.0436 lifeGrowth 0.115 keptQuiet 4.6 -0.0257 -0.1251 -0.1143 0.125 -0.0497 0.0922 0.1473 -0.0168
rising 0.857 dayGrowth 0.338 fifthSlope 0.189 lifeFit 0.878 growth 0.0114 lifeLate 0.875 middleSlope 0.0677 -0.1452 0.089 -0.0769 0.0301 -0.1107 0.1095 -0.0184 0.136
keptQuiet 4.6 kept 0.0263 recorded 0 lifeGrowth 0.0954 kinkFit 0.209 daysUp 0.723 fall 0.117 -0.1302 0.0441 -0.0085 0.1041 -0.117 0.0189 -0.1058 0.1442
thirdSlope 0.261 recorded 0 rising 0.857 keptQuiet 2.31 fall 0.134 dayGrowth 0.338 recorded -1 -0.0316 -0.1214 -0.0457 0.1484 -0.0932 0.0288 -0.007 0.1278
lowRecord 0.0525 lifeGrowth 0.382 eighthSlope 0.264 keptQuiet 1.57 growthToFall 1.07 eighthSlope -0.247 kinkFit 0.176 0.0038 -0.0843 0.1355 0.0011 0.061 -0.0835 -0.0551 0.1313
middleSlope 0.284 lifeFit 0.878 lowRecord 0.0877 endSlope 0.662 growthToFall 0.996 keptQuiet 3.64 fifthSlope 0.0314 -0.1241 -0.0378 0.1265 0.0088 0.0336 -0.0487 -0.0173 0.1286
growth 0.0397 range 0.323 lateSlope 0.529 keptSteps 5.58 twoJumps 0.168 kinkAt 0.0102 keptSteps 6.84 -0.097 0.027 0.1384 -0.0167 -0.0825 0.0602 0.0359 0.1355
endSlope 0.276 eighthSlope -0.53 kinkFit 0.48 growth 0.0195 certainty 3.59 range 0.412 lowRecord 0.0525 -0.0824 0.0965 -0.1113 0.0274 -0.0459 0.1406 0.0409 0.1255
rising 0.528 range 0.429 keptQuiet 3.41 recorded 0 dayGrowth 0.472 kept 0.0263 endSlope 0.0284 -0.117 0.022 -0.0343 0.1198 -0.0887 0.0764 -0.084 0.0082
dayGrowth 0.338 lifeFit 0.878 thirdSlope 0.469 rising 0.793 range 1e308 recorded 0 keptSteps 9.61 -0.1311 0.0431 0.0959 0 -0.0467 0.0818 0.0249 0.1401
middleSlope 0.284 lifeFit 0.878 lowRecord 0.0877 lateSlope 0.59 growthToFall 0.996 kinkAt 0.0102 fifthSlope 0.189 -0.1104 -0.0295 0.1173 0.0009 -0.0435 0.0334 -0.0056 0.118
kept 0.0263 lifeGrowth 0.0954 keptQuiet 1.57 rising 0.75 growing 0.482 kinkFit 0.127 fifthSlope -0.406 -0.1352 -0.0255 -0.0237 0.0974 -0.0073 0.0925 0.0734 -0.0375
rising 0.905 dayGrowth 0.338 fifthSlope 0.0889 lifeFit 0.878 daysUp 0.577 range 1e308 kept 0.168 -0.1119 0.0853 -0.0177 0.0539 -0.0824 0 0.0294 0.1471
slopeAfterJump 0.277 dayGrowth 0.991 kept 0.0108 growing 0.165 keptSteps 6.01 fall 0.176 kinkFit 0.209 -0.1271 0.0016 -0.0349 0.1 -0.1382 0.0477 -0.0145 0.0553
fall 0.387 kinkFit 0.209 lifeLate 1.2 keptSteps 4.54 lateSlope 0.529 range 1e308 range 1e308 -0.0867 0.0393 -0.0294 0.063 0.1382 0 -0.0648 0
fall 0.387 kinkFit 0.209 lifeLate 1.2 range 0.267 slopeAfterJump 0.92 range 1e308 range 1e308 -0.0843 0.031 -0.0033 0.1086 0.1332 0 -0.0583 0
dayGrowth 0.812 slopeAfterJump 0.881 daysUp 0.641 lowRecord 0.0877 keptQuiet 1.57 range 0.463 recorded -1 -0.0948 0.0179 0.1022 -0.0321 -0.0118 0.087 -0.0629 0.1195
keptQuiet 1.57 kept 0.0263 fifthSlope -0.406 fall 0.0638 keptSteps 9.61 keptSteps 6.01 fifthSlope 0.189 -0.1192 0.026 0.0288 0.1173 0.0113 0.1363 -0.1016 -0.0087
rising 0.905 fifthSlope -0.727 fifthSlope 0.0889 kept 0.141 fifthSlope 0.375 range 1e308 kept 0.168 0.0131 0.136 -0.0724 0.0023 -0.0724 0 0.0113 0.1396
range 0.0317 kept 0.0154 recorded 0 range 1e308 eighthSlope 0.593 thirdSlope 0.704 growing 0.683 -0.1343 0 -0.0888 0.0227 -0.0387 0.0425 -0.0271 0.1635
dayGrowth 0.338 growing 0.228 recorded -1 slopeAfterJump 0.85 endSlope 0.822 kinkFit 0.275 growthToFall 0.996 -0.1361 0.0261 -0.026 0.0985 -0.1154 0.004 0.0406 -0.0463
keptQuiet 3.64 range 0.429 recorded 0 kinkFit 0.127 dayGrowth 0.949 endSlope 0.0284 fall 0.117 -0.064 0.035 0.017 0.1359 -0.0942 -0.0132 -0.0786 0.1369
kinkAt 0.0102 kinkAt 0.0092 growth 0.0397 fifthSlope -0.0492 daysUp 0.723 growing 0.02 range 0.182 0.1597 -0.0129 -0.1013 0.0285 -0.0695 0.0446 0.123 0.0181
range 0.0317 kept 0.0154 dayGrowth 0.991 range 1e308 range 1e308 kinkAt 0.00984 recorded -1 -0.1278 0 -0.0368 0 -0.1074 -0.0043 -0.0559 0.0369
daysUp 0.813 fall 0.387 lateSlope 1.23 growthToFall 0.984 lifeLate 1.2 dayGrowth 0.885 range 1e308 -0.0042 -0.0744 0.1205 -0.0598 0.0323 0.1307 -0.0336 0
rising 0.528 range 0.429 keptQuiet 18.7 recorded 0 slopeAfterJump 0 growing 0.02 kept 0.305 -0.0884 0.032 -0.0023 0.1032 -0.0002 0.0596 -0.0955 0.0358
fifthSlope -0.727 oneJump 0.249 fifthSlope 0.0889 kinkFit 0.209 middleSlope 1.16 recorded 0 rising 0.889 0.0189 0.1681 0.0186 -0.1041 -0.0938 0.0269 -0.0051 0.0858
keptQuiet 1.57 range 0.429 fifthSlope -0.17 kinkFit 0.127 lateSlope 0.59 dayGrowth 0.812 thirdSlope 0.261 -0.0605 0.0419 0.0271 0.1471 -0.0548 0.0678 -0.0849 -0.0073
range 0.0317 rising 0.643 dayGrowth 0.991 range 1e308 range 1e308 rising 0.778 daysUp 0.641 -0.115 0 -0.0251 0 -0.055 0.0414 0.0094 0.0806
kinkAt 0.0102 kinkAt 0.0092 middleSlope 0.163 fifthSlope -0.0492 lateSlope 0.902 kinkAt 0.573 certainty 0.738 0.1332 -0.0104 -0.0894 0.0239 -0.073 0.0215 0.0025 0.0747
range 0.0317 kept 0.0154 growthToFall 1.07 range 1e308 range 1e308 growing 0.02 range 0.16 -0.1179 0 -0.0268 0 -0.0097 0.0541 0.0303 -0.0916
daysUp 0.813 endSlope 0.0284 fifthSlope 1.36 eighthSlope -0.53 growthToFall 0.984 thirdSlope 0.333 range 1e308 0.0179 -0.0911 0.0242 -0.0552 0.0295 0.1093 -0.031 0
rising 0.528 range 0.429 recorded -1 kinkAt 0.0727 growing 0.482 twoJumps 0.058 range 0.16 -0.1165 -0.0176 0.009 0.0847 0.0255 -0.0905 0.0486 -0.0051
range 0.0378 growth 0.0114 keptQuiet 1.57 range 1e308 range 1e308 twoJumps -0.0189 eighthSlope -0.247 -0.108 0 0.0198 0 0.12 0.0157 0.0431 -0.0293
eighthSlope 0.264 eighthSlope -0.247 kinkFit 0.918 oneJump 0.249 lateSlope 0.853 fifthSlope -0.727 range 1e308 0.0443 -0.0721 -0.0873 0.0188 0.0883 -0.0045 0.1207 0
rising 0.889 daysUp 0.609 kept 0.168 slopeAfterJump 0.936 twoJumps 0.464 keptQuiet 2.75 fifthSlope 0.189 -0.0334 0.0372 0.0639 -0.0492 0.0245 -0.0627 -0.056 0.1418
kept 0.0263 lifeGrowth 0.0954 range 0.137 kept 0.0108 growthToFall 1.01 kinkFit 0.0787 fifthSlope -0.998 -0.13 -0.043 0.1077 -0.0004 -0.1 0.0766 0.0707 -0.0244
dayGrowth 0.991 rising 0.778 kinkFit 0.127 twoJumps 0.513 kinkAt 0.00983 range 0.256 range 0.247 -0.0141 -0.1135 -0.0582 0.0892 -0.0827 0.0654 0.0539 -0.0231
range 0.0436 growth 0.0114 recorded 0 kept 0.0154 range 1e308 thirdSlope 0.704 growing 0.683 -0.1172 -0.0447 0.0176 0 -0.0271 0.0307 -0.0394 0.1523
daysUp 0.813 endSlope 0.0284 kinkAt 0.51 eighthSlope -0.53 growthToFall 0.984 kinkAt 0.00983 range 1e308 0.0116 -0.0755 0.0204 -0.0504 0.0036 0.1087 -0.0306 0
recorded -1 thirdSlope 0.704 daysUp 0.641 fifthSlope 0.686 range 0.175 rising 0.5 kinkAt 0.00983 -0.1208 -0.0344 -0.042 0.0907 -0.0531 0.007 -0.0423 0.0812
fall 0.387 growthToFall 0.996 growthToFall 0.387 dayGrowth 0.195 range 0.16 range 1e308 certainty 5.02 -0.0661 0.0136 0.0324 -0.0946 -0.0637 0 0.0365 0.1163
growing 0.02 kinkFit 0.0787 lateSlope -0.0411 range 0.3 dayGrowth 0.0557 eighthSlope 0.461 growthToFall 0.996 -0.1391 0.0443 -0.1206 0.0156 0.0338 0.1535 0.026 -0.0502
kinkAt 0.0102 kinkAt 0.0092 certainty 1.96 fifthSlope -0.0492 daysUp 0.723 kinkFit 0.0787 dayGrowth 0.991 0.1148 -0.0085 -0.0764 0.0271 -0.1024 0.0187 -0.005 0.0681
range 0.0436 lowRecord 0.102 recorded 0 endSlope 1.64 range 1e308 range 0.11 growing 0.683 -0.1115 -0.0161 0.0216 0 0.0475 -0.0175 -0.0351 0.145
keptQuiet 0.116 range 1e308 eighthSlope 0.264 range 1e308 range 1e308 eighthSlope -0.247 rising 0.905 0.0811 0 0 0 0.0121 -0.0687 0.0013 0.0921
range 0.0317 eighthSlope 0.646 keptQuiet 0.116 range 1e308 range 1e308 range 1e308 recorded -1 -0.096 0 -0.0125 0 0.098 0 -0.0511 0.006
lifeLate 1.86 fall 0.387 growth 0.0577 growthToFall 0.996 growthToFall 0.825 keptQuiet 1.46 endSlope 0.276 0.0094 -0.0489 0.0241 0.1097 -0.0258 -0.1189 -0.0354 0.0922
fifthSlope -0.727 eighthSlope 0.828 fifthSlope 0.0314 kinkFit 0.241 middleSlope 2.1 oneJump -0.15 kinkAt 0.00982 -0.0594 0.0375 0.1693 0.0103 0.0295 -0.0881 -0.0355 0.0188
slopeAfterJump 0.92 dayGrowth 0.338 kept 0.11 growing 0.228 slopeAfterJump 0.75 endSlope 1.07 lateSlope 2.08 -0.1068 0.0361 0.0091 -0.0581 -0.0912 0.0209 0.1197 -0.0075
fifthSlope -1.32 range 0.0906 keptSteps 2.27 range 1e308 thirdSlope -0.321 lifeGrowth 0.158 range 0.131 -0.0577 0 -0.0034 0.1279 -0.0776 0.0306 0.0382 -0.0173
range 0.0317 middleSlope 0.468 keptQuiet 0.116 range 1e308 range 1e308 range 1e308 recorded 0 -0.0833 0 -0.0077 0 0.0894 0 -0.007 0.0429
lifeLate 1.86 fall 0.387 growth 0.0577 growthToFall 0.996 certainty 5.76 fall 0.0638 endSlope 0.276 0.0084 -0.043 0.0259 0.1029 -0.0166 -0.108 -0.031 0.087
recorded -1 thirdSlope 0.704 daysUp 0.641 kinkFit 0.348 range 0.175 kinkAt 0.0092 range 0.175 -0.1145 -0.0377 -0.0309 0.083 0.0396 -0.014 0.0981 -0.0052
kinkAt 0.0102 lateSlope 0.902 slopeAfterJump 0.503 kinkAt 0.0092 fifthSlope 2.97 slopeAfterJump 0.119 slopeAfterJump 0.92 0.0121 -0.0669 0.0858 -0.0297 -0.0089 0.0854 -0.0639 0.025
range 0.463 kinkFit 0.311 keptQuiet 2.31 keptSteps 9.11 kept 0.0154 dayGrowth 0.949 kinkAt 0.324 -0.0415 0.0891 -0.0964 0.0222 0.0294 0.123 -0.0752 0.0487
lateSlope -0.00494 growing 0.02 lateSlope 0.135 kept 0.0737 eighthSlope 0.828 twoJumps 0.513 endSlope 0.856 -0.1028 0.0291 0.0279 0.1316 -0.0026 -0.1268 0.0343 -0.0206
lifeLate 1.86 fall 0.387 growing 0.02 growthToFall 0.996 lifeFit 0.797 range 1e308 growth 0.0397 0.008 -0.0367 0.0223 0.0966 -0.0959 0 -0.0509 0.0823
recorded -1 thirdSlope 0.704 kinkAt 0.152 kinkFit 0.348 slopeAfterJump 0.551 rising 0.5 slopeAfterJump 0.503 -0.1087 -0.0365 -0.0316 0.0683 -0.0893 0.0028 0.0496 -0.017
slopeAfterJump 3.39 daysUp 0.813 lateSlope 2.58 certainty 0.738 slopeAfterJump 0.337 range 1e308 range 1e308 -0.0247 0.0082 0.0786 0.0005 0.1152 0 -0.0152 0
slopeAfterJump 0.92 dayGrowth 0.338 kept 0.11 growing 0.228 range 0.16 endSlope 1.07 lateSlope 2.58 -0.0966 0.0298 0.0215 -0.0158 -0.0881 0.0232 0.1006 -0.0149
lifeLate 1.09 fall 0.292 kinkAt 0.00962 kept 0.0263 endSlope 0.0964 range 1e308 daysUp 0.577 -0.0513 0.006 0.0149 0.0816 0.0593 0 -0.077 0.0123
fifthSlope -1.32 range 0.0906 kinkAt 0.00982 range 1e308 middleSlope 1.61 kinkAt 0.0092 fifthSlope 0.0314 -0.051 0 0.1059 -0.0115 0.0116 -0.0803 -0.0334 0.0178
rising 0.905 twoJumps 1.82 kept 0.168 lateSlope -0.00494 keptQuiet 4.6 range 1e308 endSlope 0.182 0.0333 -0.0088 -0.0141 -0.0922 -0.0449 0 -0.0228 0.1204
recorded -1 thirdSlope 0.704 range 0.131 kinkFit 0.348 range 0.16 kept 0.0154 recorded 0 -0.1048 -0.0304 -0.0308 0.0644 -0.0924 0.0417 -0.0189 0.0691
keptQuiet 1.57 range 0.429 lateSlope -0.0411 keptSteps 11.5 lateSlope 0.59 fifthSlope -1.86 lowRecord 0.0525 -0.0129 0.0926 0.0123 0.126 -0.0567 0.0852 -0.0397 0.0182
fifthSlope -0.406 eighthSlope 0.857 fifthSlope 0.0314 dayGrowth 0.812 range 0.238 keptSteps 4.06 endSlope 0.856 -0.0841 0.0121 0.0211 0.1393 -0.1079 -0.0113 0.0289 -0.0115
keptQuiet 0.116 range 1e308 endSlope 0.0284 range 1e308 range 1e308 eighthSlope -0.53 endSlope 0.856 0.0582 0 0 0 0.0222 -0.068 0.0389 -0.0087
slopeAfterJump 3.39 kinkFit 0.176 lateSlope 2.58 certainty 0.738 lifeLate 0 range 1e308 range 1e308 -0.0863 0.017 0.0254 -0.0227 0.0987 0 -0.0116 0
range 0.0317 range 1e308 keptQuiet 0.116 range 1e308 range 1e308 range 1e308 range 0.131 -0.0494 0 0 0 0.0767 0 0.0207 -0.0111
fifthSlope -4 thirdSlope -0.0453 kinkAt 0.00982 range 1e308 range 1e308 kinkAt 0.0092 slopeAfterJump 0.503 -0.0199 0 0.0956 0 0.0071 -0.0699 0.0259 -0.016
slopeAfterJump 0.92 endSlope -1.1 kept 0.11 oneJump 0.249 rising 0.528 thirdSlope 1.03 lateSlope 2.08 0.0575 -0.0494 -0.0558 -0.0025 -0.0663 0.0368 0.0975 -0.0015
eighthSlope 0.264 eighthSlope -0.247 kinkFit 0.918 oneJump 0.249 fifthSlope 0.375 fifthSlope -0.17 range 1e308 0.0381 -0.0601 -0.0727 0.0062 0.0467 -0.006 0.0983 0
recorded -1 range 0.277 daysUp 0.577 fifthSlope 0.77 range 1e308 keptSteps 9.61 range 0.175 -0.1084 0.0083 0.0417 0 -0.0149 0.0472 0.0731 -0.0119
slopeAfterJump 3.39 kinkFit 0.176 eighthSlope 3.63 certainty 0.738 middleSlope 1.81 range 1e308 range 1e308 -0.0811 0.0145 -0.0052 0.0513 0.0848 0 -0.0117 0
range 0.0436 lowRecord 0.102 range 0.117 endSlope 1.54 range 1e308 kinkFit 0.0787 recorded 0 -0.0959 -0.0079 0.0321 0 -0.0644 0.05 -0.015 0.0682
range 0.463 kinkFit 0.127 keptQuiet 2.31 growthToFall 0.114 range 0.247 lateSlope 0.59 kinkAt 0.324 -0.0862 0.0066 0.0195 -0.0262 0.0325 0.1119 -0.065 0.0411
rising 0.905 twoJumps 1.82 kept 0.168 keptQuiet 0.116 range 1e308 range 1e308 eighthSlope 0.264 0.0611 -0.0027 -0.0602 0 -0.0483 0 0.0053 0.1164
slopeAfterJump 3.39 lateSlope 0.208 eighthSlope 3.63 lateSlope -0.00494 endSlope 2.8 range 1e308 range 1e308 0.0095 -0.0632 0.0208 -0.037 0.0797 0 -0.0086 0
lifeLate 2.56 fall 0.387 growth 0.0577 growthToFall 0.941 range 1e308 lateSlope 0.59 range 1e308 0.0099 -0.0367 0.0613 0 -0.0963 -0.0277 0.042 0
fifthSlope -4 range 1e308 kinkAt 0.00982 range 1e308 range 1e308 slopeAfterJump 0.551 slopeAfterJump 0.503 0.0448 0 0 0 -0.0553 0.0196 0.0253 -0.0181
`,
};

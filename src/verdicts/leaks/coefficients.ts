/**
 * Made by `npm run bench -- leaks --train` from 5849 series; do not edit. A finding needs a confidence of at least `threshold`,
 * which 0.7000000000000001 % of the not-leaking series reached when they were judged by members that had not seen them.
 */
export const COEFFICIENTS = {
	bias: 0.7559,
	offset: 0.0094,
	scale: 0.9816,
	threshold: 0.964,
	members: `
slopeAfterJump 0.455 lifeGrowth 0.233 growth 0.0243 lowRecord 0.0426 certainty 2.74 lifeGrowth 0.133 lateSlope 0.452 -0.5048 -0.1968 -0.2199 0.2152 -0.2886 0.2132 -0.0611 0.2486
slopeAfterJump 0.551 lifeFit 0.787 climb 0.0222 lowRecord 0.0426 fall 0.178 lifeGrowth 0.133 rising 0.6 -0.3598 -0.0953 -0.1653 0.22 -0.3934 0.186 -0.0261 0.2271
slopeAfterJump 0.551 growing 0.612 kinkGrowth 0.0182 lateSlope 0.282 fall 0.157 lifeGrowth 0.133 lowRecord 0.0426 -0.3161 -0.1608 -0.1962 0.1955 -0.3348 0.1943 0.0914 0.2239
oneJump -0.0115 lateSlope 0.452 lifeGrowth 0.16 lowRecord 0.0668 kept 0.0108 keptSteps 5.77 growing 0.311 -0.2106 0.1004 -0.1105 0.2101 -0.269 -0.1054 -0.1556 0.1912
oneJump -0.0115 lateSlope 0.452 lifeFit 0.851 certainty 4.86 fifthSlope 0.115 daysUp 0.6 fall 0.112 -0.1673 0.1603 0.01 0.2028 -0.2251 -0.0372 -0.1397 0.2071
lowRecord 0.0426 lifeGrowth 0.133 fifthSlope 0.222 growth 0.019 growing 0.531 keptQuiet 5.25 kinkGrowth 0.0182 -0.2381 -0.1373 -0.0758 0.1797 0.0648 -0.2164 -0.105 0.2002
lateSlope 0.452 lifeFit 0.851 rising 0.643 daysUp 0.766 certainty 3.77 growth 0.0692 keptSteps 5.42 -0.1994 -0.0173 -0.0698 0.1832 -0.15 0.1433 0.0701 0.1959
lowRecord 0.0426 certainty 4.1 endSlope 0.212 keptQuiet 2.44 fall 0.199 keptQuiet 2.59 kinkGrowth 0.0182 -0.0972 -0.2072 -0.0329 0.177 0.1058 -0.1519 -0.0785 0.1921
lateSlope 0.282 lifeFit 0.851 keptSteps 5.77 lifeGrowth 0.381 keptFrom 0.093 lifeGrowth 0.0831 thirdSlope 0.352 -0.178 0.0765 -0.1038 0.1682 -0.1197 0.1291 0.0057 0.1863
oneJump -0.0525 thirdSlope 0.352 lifeGrowth 0.16 fallen 0.0306 kept 0.0164 growth 0.019 peakSpread 0 -0.2019 0.0153 -0.11 0.1761 -0.1838 -0.0603 -0.0732 0.1582
rising 0.667 growing 0.531 keptQuiet 3.25 keptSteps 7.05 fall 0.14 recorded -1 fifthSlope 0.115 -0.1576 0.1084 -0.0879 0.1687 -0.0275 0.174 -0.1875 0.0445
thirdSlope 0.352 certainty 4.48 keptSteps 5.77 growth 0.0569 endSlope 0.212 growing 0.311 kinkGrowth 0.00922 -0.1795 -0.088 -0.0026 0.1606 -0.081 0.1254 -0.024 0.1765
lateSlope 0.197 lifeFit 0.326 growth 0.0454 daysUp 0.738 range 0.333 range 0.264 tenthSlope 0.179 -0.1681 0.0197 -0.0904 0.1378 -0.0932 0.1107 0.01 0.1594
keptQuiet 2.2 rising 0.581 certainty 5.54 range 0.422 recorded -1 middleSlope 0.241 recorded 0 -0.1132 0.1809 -0.0398 0.1614 -0.1915 -0.0732 -0.0053 0.1862
lowRecord 0.0668 certainty 4.1 middleSlope 0.241 dayGrowth 0.774 fall 0.112 endSlope 0.67 kinkFit 0.289 -0.1719 -0.0457 -0.0774 0.1208 -0.2028 0.0496 -0.07 0.1655
endSlope 0.212 recorded 0 rising 0.643 daysUp 0.738 lifeGrowth 0.0831 range 0.422 recorded -1 -0.1516 0.0564 -0.1253 0.2064 -0.0784 0.1287 -0.064 0.146
keptQuiet 2.2 kept 0.0279 certainty 7.05 keptSteps 7.05 rising 0.548 middleSlope 0.241 fall 0.14 -0.1599 0.0204 -0.0231 0.14 -0.1719 -0.0552 -0.0571 0.1413
thirdSlope 0.6 certainty 4.1 keptSteps 5.77 growth 0.0569 endSlope 0.212 dayGrowth 0.698 fallen 0.00376 -0.1411 -0.0314 -0.0309 0.1325 -0.1203 0.0425 -0.0652 0.1656
keptQuiet 2.2 kept 0.0279 endSlope 0.108 certainty 4.86 lowRecord 0.0426 recorded 0 fall 0.285 -0.149 0.0278 0.0395 0.1661 -0.1559 0.074 -0.0493 0.1562
twoJumps -0.0358 climbTail 0.253 dayGrowth 0.334 lowRecord 0.0841 range 1e308 lifeFit 0.556 range 0.435 0.0322 0.1757 -0.0436 0 -0.1701 0.1008 -0.0251 0.1382
growth 0.0107 range 0.379 lateSlope 0.629 lifeFit 0.851 dayGrowth 0.591 kinkAt 0.135 keptSteps 6.63 -0.1481 0.0629 -0.0595 0.2143 -0.084 0.0889 0.0404 0.1631
twoJumps 0.738 kept 0.022 tenthSlope 0.0911 range 0.343 recorded -1 recorded 0 risingOverall 0.829 -0.1461 0.0842 -0.0942 0.0821 -0.1738 0.0219 -0.0743 0.1521
dayGrowth 0.774 lifeFit 0.556 thirdSlope 0.6 lowRecord 0.0426 kinkAt 0.427 fifthSlope -0.7 keptSteps 5.77 -0.1513 0.0082 -0.0436 0.1422 0.1105 -0.0531 0.029 0.1432
keptQuiet 2.2 kinkFit 0.199 tenthSlope 0.0911 range 0.264 climbTail 0.348 tenthSlope -0.419 kinkGrowth 0.0619 -0.1259 0.1233 0.1388 -0.0338 -0.0106 -0.1735 -0.0768 0.049
dayGrowth 0.774 thirdSlope 0.188 recorded -1 lifeFit 0.471 tenthSlope 0.0911 keptSteps 10.7 twoJumps 0.738 -0.179 -0.0224 -0.1284 0.0339 -0.1359 0.0927 0.0807 -0.0491
keptQuiet 2.2 kept 0.0279 middleSlope 0.241 climb 0.0127 endSlope 2.11 certainty 7.05 climbEven 5.33 -0.1627 -0.0272 0.1063 -0.0188 -0.1362 0.0365 0.0158 -0.1626
lowRecord 0.0426 certainty 2.16 tenthSlope 0.0911 keptQuiet 0.487 kinkAt 0.0102 fallen 0.0557 kinkGrowth 0.101 0.0293 -0.0894 -0.0598 0.0835 -0.2016 0.0351 0.0127 0.1541
dayGrowth 0.334 lifeFit 0.643 keptFrom 0.0374 keptSteps 7.05 range 1e308 kinkAt 0.00977 recorded -1 -0.1638 0.0714 0.0953 0 -0.0082 -0.1662 -0.0862 0.0524
growth 0.0107 range 0.264 kinkAt 0.24 keptSteps 5.42 climbToFineNoise 0.244 lateSlope 0.629 keptSteps 5.42 -0.1448 0.0216 0.1507 -0.0634 -0.057 0.0586 0.0371 0.18
dayGrowth 0.858 kinkAt 0.343 range 0.435 climbToNoise 76.8 keptSteps 3.31 climbFit 0.381 climbToNoise 2.82 -0.1534 0.0493 -0.0837 0.1145 -0.0817 0.0497 0.2032 -0.009
fallen 0.00376 middleSlope 1.15 daysUp 0.6 endSlope 0.108 range 1e308 fall 0.285 recorded -1 -0.2316 -0.0708 0.0051 0 -0.0415 0.0783 -0.0564 0.1142
dayGrowth 0.913 kinkAt 0.157 growthToFall 1.04 climbToFineNoise 14.3 keptSteps 3.12 growthToFall 0.142 fifthSlope 0.306 -0.1421 0.0191 -0.0818 0.0773 -0.0047 0.1128 0.0274 -0.2139
endSlope 0.503 endSlope -0.945 lowRecord 0.0187 kept 0.0279 fifthSlope 0.115 keptFrom 0.0723 middleSlope -0.135 -0.1119 0.0853 -0.1367 -0.007 -0.1341 0.023 -0.0761 0.1304
climb 0.0222 range 0.156 fallen 0.0204 middleSlope 2.3 growing 0.311 endSlope 0.108 rising 0.56 -0.1709 -0.0518 -0.0083 0.1271 -0.1812 -0.0174 -0.0395 0.0529
keptFrom 0.0374 keptSteps 4.22 lifeFit 0.936 kinkAt 0.0098 slopeAfterJump 0.593 kept 0.022 growthToFall 1.02 0.0899 -0.0892 -0.1777 -0.0467 -0.1039 0.0135 0.1652 -0.0267
kinkFit 0.923 fifthSlope -0.7 climbTail 0.253 kept 0.147 fifthSlope 0.115 range 1e308 range 1e308 -0.0035 0.1892 -0.1088 -0.0026 0.1646 0 -0.0706 0
range 0.435 kinkFit 0.165 climbEven 2.28 growing 0.0445 climbTail 0.348 lifeLate 1.17 lowRecord 0.0668 -0.1521 0.0086 0.0557 -0.0452 0.1852 -0.026 -0.1086 0.0914
fallen 0.0204 daysUp 0.968 daysUp 0.6 climbHalf 0.477 range 1e308 lowRecord 0.215 twoJumps 0.738 -0.0459 -0.1971 0.0689 0 -0.0216 0.1237 0.1081 -0.0532
dayGrowth 0.774 lifeFit 0.556 growthToFall 1.04 slopeAfterJump 0.171 kinkFit 0.12 growthToFall 0.486 peakSpread 0.115 -0.1469 -0.0244 0.1335 -0.0383 0.0076 0.1148 0.0428 -0.1986
recorded -1 fallen 0.394 fallen 0.022 thirdSlope 0.748 kinkAt 0.00984 risingOverall 0.881 daysUp 0.6 -0.0719 0.1207 -0.0364 -0.1658 -0.1204 0.0136 0.0024 0.0997
keptFrom 0.0374 kinkAt 0.0098 recorded 0 keptSteps 4.22 range 1e308 thirdSlope 0.352 lifeGrowth 0.0594 0.0892 -0.0727 -0.1467 0 -0.0541 0.031 -0.1287 0.188
keptQuiet 2.2 climbToFineNoise 0.819 climbEven 5.33 range 0.422 climbHalf 0.385 middleSlope 0.241 fallen 0.0285 -0.0728 0.1375 -0.0158 0.1215 -0.0909 0.0219 -0.2122 -0.0102
dayGrowth 0.963 lifeFit 0.556 range 0.435 climbFit 0.282 base 0.288 kinkFit 0.12 climbToNoise 2.82 -0.1588 -0.0299 0.1427 -0.0279 -0.0839 0.0314 0.1702 -0.0119
fifthSlope -0.952 kept 0.0839 fifthSlope 0.115 peak 0.616 oneJump 0.0744 climbTail 0.218 growthToFall 1.04 -0.1059 0.1408 0.2194 0.0436 0.0316 -0.1259 0.0258 -0.1034
recorded -1 fallen 0.394 kinkAt 0.24 climbToFineNoise 2.21 kinkAt 0.0102 kinkAt 0.00977 keptSteps 5.42 0.0936 -0.079 -0.0361 -0.1535 0.0576 -0.0524 0.01 0.1411
climb 0.0222 range 0.156 fifthSlope -0.952 range 1e308 range 1e308 climbEven 3.25 fifthSlope 0.115 -0.14 0 0.0613 0 0.1161 -0.0352 -0.0703 0.0169
kinkFit 0.923 climbEven 3.43 climbTail 0.253 keptSteps 5.77 lateSlope 0.629 range 1e308 range 1e308 -0.0142 0.0841 -0.0984 0.0161 0.1553 0 -0.0404 0
dayGrowth 0.334 lifeFit 0.643 keptFrom 0.99 keptQuiet 1.53 range 1e308 growthToFall 1.04 range 1e308 0.0118 -0.1622 0.0886 0 0.0153 -0.0927 0.1671 0
range 0.729 lowRecord -1.07 range 1e308 growing 0.311 thirdSlope -0.685 range 1e308 range 1e308 -0.1344 0.0925 0.1124 -0.0025 0.127 0 0 0
climb 0.0222 range 0.156 climbToFineNoise 0.281 lowRecord 0 range 1e308 keptSteps 2.77 kinkFit 0.12 -0.1464 -0.0509 0.0476 0 0.1671 -0.0464 -0.0773 0.0188
keptFrom 0.24 fall 0.0387 growthToFall 0.142 kinkAt 0.00962 fall 0.382 kept 0.0839 twoJumps 0.738 0.1194 -0.0307 -0.1271 0.0785 -0.0976 0.0296 0.1009 -0.0405
recorded -1 growth 0.0909 middleSlope 1.18 twoJumps 0.136 range 1e308 base 0.189 keptFrom 0.0374 -0.0192 -0.1779 0.0227 0 0.0209 -0.0634 -0.1197 0.0616
dayGrowth 0.774 tenthSlope 0.0911 newestLow 0.897 growthToFall 0.261 tenthSlope 0.654 growthToFall 1.04 kept 0.181 -0.1616 -0.0102 0.0823 -0.0455 0.0347 -0.0571 -0.1293 0.0042
peakSpread 1.15 recorded 0 growthToFall 0.303 daysUp 0.543 range 0.114 kept 0.022 kinkAt 0.0313 -0.0536 0.0826 0.0106 0.1718 -0.1075 0.0139 -0.1575 -0.0102
fallen 0.00376 newestLow 0.174 kinkFit 0.932 range 1e308 range 1e308 climbEven 4.95 range 1e308 0.0083 0 -0.1912 0 0.0078 -0.0946 0.1188 0
fifthSlope -0.7 peak 0.616 fifthSlope 0.115 range 0.156 peakSpread 0.865 climbTail 0.218 climbToFineNoise 14.3 -0.1244 0.0756 0.164 0.0165 0.0207 -0.1141 -0.0058 0.1205
fallen 0.022 climbHalf 0.477 kinkFit 0.923 middleSlope 1.06 oneJump -0.774 daysUp 0.6 range 1e308 -0.0598 0.138 -0.1762 -0.0459 -0.0139 0.053 0.1426 0
recorded -1 twoJumps 0.0791 climbEven 2.84 range 1e308 growth 0.0909 rising 0.548 climbEven 2.99 0.0273 0 -0.1475 0.0084 -0.0367 0.057 -0.1685 -0.0064
dayGrowth 0.913 twoJumps 0.331 newestLow 0.897 newestLow 0.158 risingOverall 0.857 range 0.0405 growth 0.0074 -0.0595 0.0978 -0.1224 0.0648 -0.0762 0.0307 0.0108 -0.1174
range 0.729 kinkFit 0.165 range 1e308 growing 0.237 range 0.186 range 1e308 range 1e308 -0.0819 0.0532 0.0416 -0.0272 0.1079 0 0 0
keptFrom 0.0327 slopeAfterJump 0.593 fifthSlope -0.7 keptSteps 5.11 range 1e308 kept 0.0839 fifthSlope 0.115 -0.0232 -0.1452 0.0344 0 -0.0093 0.1111 -0.0646 0.011
risingOverall 0.357 range 1e308 kinkFit 0.165 range 1e308 range 1e308 growing 0.0445 kinkAt 0.24 0.0845 0 0 0 -0.0981 0.0205 -0.0113 0.0542
fallen 0.00376 newestLow 0.174 kept 0.434 range 1e308 range 1e308 keptFrom 0.24 growth 0.252 0.0127 0 -0.1682 0 -0.034 0.0191 0.1745 0.0069
kinkAt 0.00962 fall 0.0387 kinkAt 0.0519 keptSteps 9.45 fall 0.217 lowRecord 0.0841 fallen 0.0249 0.1736 -0.0286 -0.133 0.0811 -0.0854 0.0574 -0.0827 0.0296
growthToFall 0.142 twoJumps 0.12 middleSlope 1.24 keptQuiet 1.75 keptSteps 5.42 lifeLate 0.37 rising 0.481 0.1051 -0.0361 -0.0855 0.0215 -0.1108 0.0136 -0.0399 0.1149
recorded -1 fallen 0.394 lateSlope -0.00477 range 1e308 twoJumps 0.148 oneJump 0.355 lateSlope 0.197 0.0079 0 -0.0413 -0.1358 0.0909 -0.0525 -0.0695 0.0087
lowRecord -1.07 growing 0.311 climbHalf 0.133 keptQuiet 0.475 peak 0.701 thirdSlope 0.826 thirdSlope 0.719 0.0091 -0.1306 -0.0118 0.1273 0.1085 -0.0286 -0.0322 0.0319
climb 0.0222 range 0.156 climbToFineNoise 0.281 range 1e308 range 1e308 newestLow 0.00812 climbFit 0.282 -0.1115 0 0.037 0 0.1489 -0.0155 -0.0704 0.0162
tenthSlope 0.179 recorded 0 endSlope 1.88 climbToFineNoise 2.89 lifeGrowth 0.102 climbHalf 0.0681 risingOverall 0.452 -0.0169 -0.1317 -0.0196 0.1533 0.1756 0.0162 0.0696 -0.0583
kept 0.022 range 0.343 range 0.164 certainty 2.98 range 1e308 climbFit 0.333 risingOverall 0.452 -0.1315 -0.0201 0.0706 0 -0.0524 0.0658 0.1274 -0.0332
kept 0.434 slopeAfterJump 0.384 climb 0.462 dayGrowth 0.913 growthToFall 0.994 range 1e308 lowRecord 0.0426 -0.0511 0.0454 -0.0085 -0.1389 0.1326 0 -0.0893 0.0636
endSlope 0.503 climbEven 5.33 certainty 1.21 risingOverall 0.881 fallen 0.0285 fallen 0.559 lifeGrowth 0.0377 -0.0207 0.1117 -0.1619 -0.0025 0.0184 -0.101 0.1488 0.0161
kinkFit 0.923 oneJump 0.0122 climbEven 6.4 range 0.245 daysUp 0.6 range 1e308 range 1e308 0.0026 -0.1063 -0.0061 0.0654 0.1426 0 -0.0497 0
keptFrom 0.0327 keptSteps 4.22 growth 0.051 range 1e308 range 1e308 keptQuiet 0.475 range 0.186 0.0133 0 -0.102 0 0.0768 -0.0397 0.0849 -0.0087
kept 0.434 lateSlope -0.00477 tenthSlope 0.0911 risingOverall 0.524 keptSteps 6.63 range 1e308 climbToNoise 17 -0.0286 0.0825 -0.0393 0.032 -0.0421 0 0.0044 0.1407
newestLow -0.605 growth 0.019 lowRecord -0.811 range 1e308 kinkGrowth 0.0551 growing 0.237 endSlope 0.503 -0.0666 0 0.1824 0.0315 -0.1094 0.0369 -0.0278 0.0371
kinkFit 0.0168 range 0.296 thirdSlope 1.25 range 1e308 range 1e308 newestLow 0.0319 keptQuiet 0.5 -0.0201 0 0.1303 0 -0.0332 0.0355 0.0382 -0.1046
newestLow -0.605 growth 0.019 lowRecord -0.811 range 1e308 kinkGrowth 0.0551 fall 0.258 growing 0.135 -0.059 0 0.1651 0.0315 -0.0895 0.0608 0.026 -0.0422
recorded -1 thirdSlope 0.719 oneJump 0.00545 climbHalf 0.267 range 1e308 oneJump -0.106 kinkAt 0.24 -0.0218 -0.1464 0.0155 0 0.0114 -0.1112 -0.0082 0.0626
fallen 0.0325 oneJump 0.0432 oneJump -0.186 keptQuiet 1.53 climbHalf 0.218 lateSlope 0.583 keptSteps 5.77 0.0385 -0.1287 -0.0317 0.0944 -0.0008 0.127 -0.0232 0.0501
`,
};

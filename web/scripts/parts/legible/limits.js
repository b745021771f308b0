// From where on a picture of a paper is doubted. Found on 324 pictures made for it: an identity card, a passport, a
// family card and a letter on five grounds, whole and cut off, with even and uneven light, noise, blur, glare, and
// after the shrinking that comes before. No limit lies within what a whole, sharp, evenly lit picture showed; the
// figures behind each: what those showed, then what has to be found. They doubt too little rather than too much.
export const LIMITS = {
  small: 800, // dots of the longer side: an identity card at 240 dots per inch
  dark: 70, // of 255, the lightest twentieth: 165 and more; 59 and less at a quarter of the light
  flat: 40, // between the darkest hundredth and the lightest twentieth: 113 and more; 36 and less at a fifth
  blurred: 0.2, // see sharpnessOf: 0.65 and more; 0.19 and less from 2 dots of blur or 9 of movement on
  glare: { from: 0.006, to: 0.35, filled: [0.4, 0.92], long: 3 }, // shares of the picture: none; 0.006 from a thumb's tip on
  cut: { apart: 40, touching: 0.3, busy: 8, times: 3 }, // share of an edge that shows paper: 0.03 and less; 0.36 and more
};
